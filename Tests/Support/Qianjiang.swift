package import Foundation
package import Model

/// The district's real policy and calendar, as its files in `deploy/` have them: rules are tested with what is in
/// force.
package enum Qianjiang {
    /// `deploy/`.
    private static let deploy = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "../../deploy"
    ).standardized
    package static let directory = deploy.appending(path: "districts/qianjiang")
    package static let calendars = deploy.appending(path: "calendars")

    package static let policy: Policy = {
        guard let policy = try? Policy(rows: read([PolicyRow].self, "districts/qianjiang/policy.json")) else {
            preconditionFailure("deploy/districts/qianjiang/policy.json is a policy")
        }
        return policy
    }()

    package static let calendar = WorkingCalendar(
        years: (2021...2027).map { read(CalendarYear.self, "calendars/\($0).json") })

    /// What a rule knows when a poster speaks at nine in the morning of a day; `today` is the district's day, the same
    /// if not given.
    package static func circumstances(
        by poster: Identifier = "education", on day: String, today: String? = nil, arrival: String? = nil
    )
        -> Circumstances
    {
        let time = Moment.start(of: Support.day(day)).adding(milliseconds: 9 * 3_600_000)
        return Circumstances(
            poster: poster, time: time, arrival: arrival.map { Moment.start(of: Support.day($0)) },
            today: Support.day(today ?? day), policy: policy, calendar: calendar)
    }

    /// A file of `deploy/`.
    package static func read<Value: Decodable>(_ type: Value.Type, _ path: String) -> Value {
        guard let data = try? Data(contentsOf: deploy.appending(path: path)),
            let value = try? JSONDecoder().decode(type, from: data)
        else {
            preconditionFailure("deploy/\(path) cannot be read")
        }
        return value
    }
}

/// A day as in `2022-03-01`.
package func day(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("\(text) is no day") }
    return day
}

/// An institution of Qianjiang by its number.
package func institution(_ number: Int) -> USCC {
    let digits = String(number)
    guard let code = USCC.make(prefix17: "91500114MA6" + String(repeating: "0", count: 6 - digits.count) + digits)
    else {
        preconditionFailure("\(number) has at most six digits")
    }
    return code
}
