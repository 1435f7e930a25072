import Foundation
import Model
import Support
import Testing

/// The README's events by hand, as they stand there.
@Suite struct RecipeTests {
    private static let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "../../README.md"
    ).standardized

    @Test func `the README's first event takes effect, and its second comes back with a reason`() throws {
        var options = Platform.Options()
        options.settings = ["CLOCK": "system"]
        let platform = try Platform(options)
        let calendars = try Calendars(around: Date())
        // As `up` leaves it: all services say that they are ready.
        try platform.startAll(Platform.services, ["CALENDAR_DIRECTORY": calendars.directory.path])
        let began = ContinuousClock.now

        let lines = try String(contentsOf: Self.readme, encoding: .utf8).split(separator: "\n")
        let recipes = lines.filter { $0.contains("./deploy/local kcat") }
        #expect(recipes.count == 2)
        for recipe in recipes {
            let command = recipe.replacingOccurrences(of: "./deploy/local kcat", with: "kcat -b \(platform.brokers)")
            let result = try run(
                URL(fileURLWithPath: "/bin/bash"), ["-c", "set -e; \(command)"],
                environment: ProcessInfo.processInfo.environment)
            #expect(result.status == 0, "\(result.errors)")
        }
        try eventually("the first event takes effect") {
            try platform.query("select grid from registry.report_grids") == ["G01"]
        }
        #expect(began.duration(to: .now) < .seconds(3), "who looks right after posting has nothing to see")
        try eventually("the second comes back") {
            try platform.console("tail", "--rejected").output.contains("SOURCE_MISMATCH")
        }
    }
}
