package import Model

/// A table that only grows and whose rows have an end: it lies in as many parts as the ring has slots, each for the
/// rows of a quarter (`<table>_<slot>`, by the column `slot`). When a quarter begins, the slots are emptied of which
/// no day lies within the policy's time.
package struct Ring: Sendable {
    package let table: String
    /// Quarters that fit; a policy's time must be at least two quarters shorter.
    package let size: Int
    /// Days that rows are kept.
    package let keptDays: PolicyKey
    /// Further days, for a district's day that ran ahead with a wrong clock and for the time that posts lay unread.
    let margin: Int

    package init(table: String, size: Int, keptDays: PolicyKey, margin: Int = 0) {
        self.margin = margin
        self.table = table
        self.size = size
        self.keptDays = keptDays
    }

    /// Ids of events that were decided, by the events' own time.
    static let received = Ring(table: "loop_received", size: 4, keptDays: .eventBehindDays, margin: 31)
    /// Rejections, by the day on which they were refused.
    static let rejections = Ring(table: "loop_rejections", size: 8, keptDays: .rejectionsKeptDays)

    /// Longest time of a policy, days.
    package var keptDaysMax: Int { (size - 2) * 90 - margin }

    /// The slot of a day.
    package func slot(of day: Day) -> Int { slot(of: Quarter(of: day)) }

    private func slot(of quarter: Quarter) -> Int { (quarter.number % size + size) % size }

    /// The slots of the quarters from one day through another one: all, if they are as many.
    package func slots(from first: Day, through last: Day) -> Set<Int> {
        let (first, last) = (Quarter(of: first).number, Quarter(of: last).number)
        guard first <= last else { return [] }
        return Set((max(first, last - size + 1)...last).map { slot(of: Quarter(number: $0)) })
    }

    /// The slots that are empty from the day on which a quarter begins: that of the next quarter is among them.
    func emptied(on day: Day, kept days: Int) -> [Int] {
        let kept = slots(from: day.adding(days: -(min(days, keptDaysMax) + margin)), through: day)
        return (0..<size).filter { !kept.contains($0) }
    }
}

/// A quarter of a year, counted from the year 0.
struct Quarter: Hashable, Sendable {
    let number: Int

    init(of day: Day) {
        let (year, month, _) = day.civil
        number = year * 4 + (month - 1) / 3
    }

    init(number: Int) { self.number = number }
}
