package import Foundation
import Model

/// Calendar files without holidays for the years around a date: for tests with the system's clock, which may run in any
/// year.
package final class Calendars {
    package let directory = FileManager.default.temporaryDirectory.appending(path: "calendars-\(UUID().uuidString)")

    package init(around date: Date) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let middle = Moment(milliseconds: Int64(date.timeIntervalSince1970 * 1000)).day.civil.year
        for year in middle - 1...middle + 1 {
            try Data("{\"year\":\(year),\"source\":\"test\",\"holidays\":[],\"makeUpDays\":[]}".utf8).write(
                to: directory.appending(path: "\(year).json"))
        }
    }

    deinit { try? FileManager.default.removeItem(at: directory) }
}
