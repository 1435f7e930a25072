import Foundation
import Model

/// Those who answer what the services say: the bank, the commission and the institutions. In a replay they close days
/// like a service (ADR 2): when escrow has closed a day they read what it stated, and all that they say to it belongs
/// to the next day. So their answers do not depend on who is quicker.
struct Participants {
    /// The name under which they close days.
    static let name = "bank"
    /// What is posted on these topics is posted day by day, since their answers must lie between.
    static let topics: Set<String> = ["escrow.intake.bank", "escrow.intake.education", "escrow.intake.institutions"]

    /// A fact that one of them takes up.
    private enum Heard: Sendable {
        case instructed(PaymentInstructed)
        case alert(AlertChanged)
        case reconciled(StatementReconciled)
        case claims(ClaimsSettled)
    }

    private(set) var bank: Bank
    private var commission: Commission
    private var postings = Postings(from: 1 << 40)
    /// What the year's plan has for each day.
    private var planned: [Day: [Posting]] = [:]

    private static let facts = EventDecoder<Heard>([
        PaymentInstructed.type: EventDecoder.entry(PaymentInstructed.self) { .instructed($0) },
        AlertChanged.type: EventDecoder.entry(AlertChanged.self) { .alert($0) },
        StatementReconciled.type: EventDecoder.entry(StatementReconciled.self) { .reconciled($0) },
        ClaimsSettled.type: EventDecoder.entry(ClaimsSettled.self) { .claims($0) },
    ])

    init(_ year: Year, _ calendar: WorkingCalendar) {
        bank = Bank(year, calendar)
        commission = Commission(year)
    }

    /// Keeps what is to be posted when a day is near.
    mutating func plan(_ posting: Posting, on day: Day) { planned[day, default: []].append(posting) }

    /// All that is posted for a day: answers first, in the early morning, then what the plan has.
    mutating func posts(for day: Day) throws -> [Posting] {
        try bank.post(day, &postings)
        commission.post(day, &postings)
        let all = postings.take() + (planned.removeValue(forKey: day) ?? [])
        for posting in all { bank.note(posting) }
        return all
    }

    /// What escrow stated on a day, in an order that is the same in every run.
    mutating func hear(_ payloads: [[UInt8]], on day: Day) throws {
        let heard = payloads.compactMap { try? Self.facts.decode($0) }.sorted {
            ($0.0.time, $0.0.id) < ($1.0.time, $1.0.id)
        }
        for (_, fact) in heard {
            switch fact {
            case .instructed(let instruction): try bank.hear(instruction, on: day)
            case .alert(let alert): commission.hear(alert, on: day)
            case .reconciled(let statement): commission.hear(statement, bank.mistakes, on: day)
            case .claims(let claims): commission.hear(claims, on: day)
            }
        }
    }
}
