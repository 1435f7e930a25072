package import Model

/// What a payment bought: class hours of a course, or a pass for as many lessons as the pupil likes on its days
/// (R1.68).
package enum Purchase: Sendable, Hashable {
    case hours(ClassHours)
    case pass(Pass)
}

/// Class hours, those given on top among them: each is worth the same part of what was paid (R1.62, R1.65).
package struct ClassHours: Sendable, Hashable {
    package let bought: Int
    /// Of lessons that were held and wait for an answer, or are disputed.
    package var held: Int
    /// Of lessons that count.
    package var taught: Int

    package init(_ bought: Int, held: Int = 0, taught: Int = 0) {
        (self.bought, self.held, self.taught) = (bought, held, taught)
    }

    /// Those that do not count as taught yet.
    package var left: Int { bought - taught }
}

/// A pass: its days count when they are over, used or not. Lessons are recorded, and worth nothing by themselves.
package struct Pass: Sendable, Hashable {
    package let days: Int
    /// Those that were counted.
    package var over: Int
    /// When the next ones are counted; nil if all are, and while a refund is undecided.
    package var due: Day?

    package init(days: Int, over: Int = 0, due: Day? = nil) { (self.days, self.over, self.due) = (days, over, due) }

    /// Those that are not counted yet.
    package var left: Int { days - over }
}

extension Purchase {
    /// Nil of a pass.
    package var hours: ClassHours? { if case .hours(let hours) = self { hours } else { nil } }

    /// Nil of hours.
    package var pass: Pass? { if case .pass(let pass) = self { pass } else { nil } }

    /// Something of it was taught.
    var isBegun: Bool {
        switch self {
        case .hours(let hours): hours.taught > 0
        case .pass(let pass): pass.over > 0
        }
    }

    /// Nothing of it is left.
    package var isUsedUp: Bool {
        switch self {
        case .hours(let hours): hours.left == 0
        case .pass(let pass): pass.left == 0
        }
    }

    /// What is expected to be taught still: hours of no lesson yet, or days of a pass; only whether there is any counts
    /// (R1.54).
    package var open: Int {
        switch self {
        case .hours(let hours): hours.left - hours.held
        case .pass(let pass): pass.left
        }
    }

    /// A lesson of so many hours is held, or fewer are. A lesson of a pass has none.
    mutating func hold(_ count: Int) {
        guard case .hours(var hours) = self else { return }
        hours.held += count
        self = .hours(hours)
    }

    /// So many hours count as taught, or do not any more.
    mutating func teach(_ count: Int) {
        guard case .hours(var hours) = self else { return }
        hours.taught += count
        self = .hours(hours)
    }

    /// So many more days of a pass are over.
    mutating func pass(days: Int) {
        guard case .pass(var pass) = self else { return }
        pass.over += days
        self = .pass(pass)
    }

    /// When days of a pass are counted next.
    mutating func count(on day: Day?) {
        guard case .pass(var pass) = self else { return }
        pass.due = day
        self = .pass(pass)
    }
}
