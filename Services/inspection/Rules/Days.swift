package import Model

/// A piece of what a day brings; what is done is not due any more.
package enum DayPiece: Sendable, Hashable {
    /// An inspection whose day is over.
    case inspection(Identifier)
    /// A finding whose term is over with nothing reported.
    case finding(Identifier)
    /// A school without a visit in a month that is over.
    case missed(SchoolMonth)
    /// A month of which no such school is left.
    case judged(Month)
}

/// One piece of a day's work. None looks at another, so that it makes no difference where the day is cut, and facts are
/// known by their piece.
package struct DayWork: Sendable, Hashable {
    package var day: Day
    package var piece: DayPiece

    package init(_ day: Day, _ piece: DayPiece) {
        self.day = day
        self.piece = piece
    }

    /// Its name among all of the day.
    package var name: String {
        switch piece {
        case .inspection(let id): "inspection/\(id)"
        case .finding(let id): "finding/\(id)"
        case .missed(let missed): "missed/\(missed.month)/\(missed.school)"
        case .judged(let month): "judged/\(month)"
        }
    }

    /// All that is due among the rows of a state: the whole day's work, undivided.
    static func all(_ day: Day, in state: State) -> [DayWork] {
        let months = state.months.keys.filter { $0.last < day }.sorted()
        let pieces: [DayPiece] =
            state.inspections.keys.sorted().map { .inspection($0) } + state.findings.keys.sorted().map { .finding($0) }
            + months.flatMap { month in
                state.schools.keys.sorted().map { .missed(SchoolMonth(school: $0, month: month)) } + [.judged(month)]
            }
        return pieces.map { DayWork(day, $0) }
    }
}

/// A day begins: inspections whose day is over were held or not, terms that are over with nothing reported are named,
/// and so are schools without a visit in a month that is over (R3.54).
func begin(_ work: DayWork, _ state: State) -> [Fact] {
    let fact =
        switch work.piece {
        case .inspection(let id): settle(id, before: work.day, state)
        case .finding(let id): remind(id, before: work.day, state)
        case .missed(let missed): name(missed, before: work.day, state)
        case .judged(let month): judge(month, before: work.day, state)
        }
    return fact.map { [$0] } ?? []
}
