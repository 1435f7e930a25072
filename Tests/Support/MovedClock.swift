import Foundation
package import Model

/// The time that the services of a test see (Debian's faketime): the machine's, moved by so much, and it goes on. The
/// broker and the database keep the machine's.
package final class MovedClock {
    private let file: URL
    /// What the services see, less what the machine sees, milliseconds.
    private var offset: Int64 = 0

    /// Its file lies in the directory; services find it by `environment`.
    init(in directory: URL, at moment: Moment) throws {
        file = directory.appending(path: "clock")
        try set(moment)
    }

    /// What the services see now.
    package var now: Moment { Moment(milliseconds: Self.machine + offset) }

    /// The clock is put on or back, while services run; they see it within the same call of the clock.
    package func set(_ moment: Moment) throws {
        offset = moment.milliseconds - Self.machine
        let sign = offset < 0 ? "-" : "+"
        let (seconds, rest) = offset.magnitude.quotientAndRemainder(dividingBy: 1000)
        // The file is replaced as a whole: a service that reads it meanwhile sees one time or the other.
        try Data("\(sign)\(seconds).\(String(format: "%03d", Int(rest)))\n".utf8).write(to: file, options: .atomic)
    }

    /// The clock is put to an hour of a day, Asia/Shanghai.
    package func set(_ text: String, hour: Int) throws {
        try set(Moment.start(of: day(text)).adding(milliseconds: Int64(hour) * 3_600_000))
    }

    /// What makes a program see this time.
    var environment: [String: String] {
        [
            "LD_PRELOAD": ProcessInfo.processInfo.environment["SUPERVISION_MOVED_CLOCK", default: ""],
            "FAKETIME_TIMESTAMP_FILE": file.path, "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        ]
    }

    private static var machine: Int64 { Int64((Date().timeIntervalSince1970 * 1000).rounded()) }
}
