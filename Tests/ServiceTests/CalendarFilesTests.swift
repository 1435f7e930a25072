import Foundation
import Support
import Testing

@testable import Service

/// A directory of calendars is read by exact names, and what contradicts itself is refused with its files.
@Suite struct CalendarFilesTests {
    private static func year(_ year: Int, off: [String] = [], working: [String] = []) -> String {
        let holidays = off.map { "{\"day\": \"\($0)\", \"name\": \"春节\"}" }.joined(separator: ", ")
        let days = working.map { "\"\($0)\"" }.joined(separator: ", ")
        return "{\"year\": \(year), \"source\": \"通知\", \"holidays\": [\(holidays)], \"makeUpDays\": [\(days)]}"
    }

    /// The files, and what is said of them; nil: they are taken.
    static let cases: [(files: [String: String], says: [String]?)] = [
        (["2022.json": year(2022)], nil),
        (["2022.json": year(2022), "._2022.json": "\u{0}\u{5}", ".DS_Store": "x", "README.txt": "x"], nil),
        (["2022.json": year(2022, off: ["2023-01-01"]), "2023.json": year(2023)], nil),
        ([:], ["has no calendar file"]),
        (["2022.json": year(2022), "2023-new.json": year(2023)], ["2023-new.json", "is not called <year>.json"]),
        (["2022.json": year(2022), "2022 (1).json": year(2022)], ["2022 (1).json"]),
        (["2022.JSON": year(2022)], ["2022.JSON"]),
        (["2022.json": year(2023)], ["2022.json is the calendar of 2023"]),
        (["2022.json": year(2022), "2023.json": year(2022)], ["2023.json is the calendar of 2022", "/2022.json"]),
        (
            ["2022.json": year(2022, off: ["2022-01-29"], working: ["2022-01-29"])],
            ["2022.json", "2022-01-29", "as a holiday, as a working day or as both"]
        ),
        (["2022.json": year(2022, off: ["2022-02-01", "2022-02-01"])], ["2022-02-01"]),
        (["2022.json": year(2022, off: ["2032-02-01"])], ["2032-02-01 is no day of 2022"]),
        (
            ["2022.json": year(2022, working: ["2023-01-07"]), "2023.json": year(2023, off: ["2023-01-07"])],
            ["2023-01-07", "/2022.json", "/2023.json"]
        ),
        (["2022.json": "{"], ["2022.json"]),
        (["2022.json": year(2022, working: ["2022-01-12"])], ["2022.json", "2022-01-12 is no week-end day"]),
        (
            ["2022.json": #"{"year": 2022, "source": "x", "holidays": [], "makeupDays": [], "makeUpDays": []}"#],
            ["2022.json", "«makeupDays»", "misspelt"]
        ),
        (
            [
                "2022.json":
                    #"{"year": 2022, "source": "x", "holidays": [{"day": "2022-02-01", "name": "x", "nmae": "y"}], "#
                    + #""makeUpDays": []}"#
            ],
            ["2022.json", "«holidays.nmae»", "misspelt"]
        ),
    ]

    @Test(arguments: cases) func `calendars are read by their years, or refused by their files`(
        files: [String: String], says: [String]?
    ) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "calendars-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in files { try Data(text.utf8).write(to: directory.appending(path: name)) }
        var said: String?
        do {
            _ = try District(directory: Qianjiang.directory.path, calendars: directory.path)
        } catch {
            said = error.description
        }
        #expect((said == nil) == (says == nil), "\(said ?? "taken")")
        let file = directory.appending(path: "file")
        try Data().write(to: file)
        #expect("a file is no directory") {
            _ = try District(directory: Qianjiang.directory.path, calendars: file.path)
        } throws: { "\($0)".contains("is no directory that can be read") }
        for word in says ?? [] { #expect(said?.contains(word) == true, "\(said ?? "taken")") }
    }
}
