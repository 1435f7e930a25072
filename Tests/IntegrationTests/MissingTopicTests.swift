import Foundation
import Support
import Testing

/// Topics that are not there are named: who posts there is not heard.
@Suite struct MissingTopicTests {
    @Test func `a poster of the roster without a topic is named, until it is made`() throws {
        let platform = try Platform()
        let district = platform.directory.appending(path: "district")
        try FileManager.default.copyItem(at: Qianjiang.directory, to: district)
        let roster = district.appending(path: "roster.json")
        let text = try String(contentsOf: roster, encoding: .utf8)
        let poster = #"{"id": "new-bureau", "name": "新设局", "roles": ["education", "enforcement"]}"#
        try text.replacingOccurrences(of: #""posters": ["#, with: #""posters": [\#n    \#(poster),"#)
            .write(to: roster, atomically: true, encoding: .utf8)
        let settings = ["DISTRICT_DIRECTORY": district.path]
        let registry = try platform.start("registry", settings)
        try eventually(
            "health names it",
            { registry.health.contains("partitions waits: not there: registry.intake.new-bureau: see console topics") },
            seen: { registry.health })
        // The others are heard meanwhile.
        try platform.announce("2022-03-01")
        try eventually("the day is open") {
            try platform.query("select today from registry.loop_day") == ["2022-03-01"]
        }
        #expect(try platform.runProgram("console", ["topics", "create"], settings: settings).status == 0)
        try registry.waitUntilReady()
    }
}
