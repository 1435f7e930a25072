import EscrowRules
import Model
import Service

/// Alerts: what escrow takes of them, and what others are told.
enum WatchSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(AlertIdentified.self) { .watch(.identifyAlert($0)) },
        .posted(AlertWarned.self) { .watch(.warnAlert($0)) },
        .posted(AlertAnswered.self) { .watch(.answerAlert($0)) },
        .posted(AlertClosed.self) { .watch(.closeAlert($0)) },
    ]

    static func messages(_ fact: WatchFact) -> [any FactData] {
        switch fact {
        case .alertChanged(let alert): [alert.message]
        }
    }

    static func provides(_ fact: WatchFact) -> [ReferenceKey] {
        switch fact {
        case .alertChanged(let alert): alert.status == .clue ? [.alert(alert.id)] : []
        }
    }
}

extension Alert {
    fileprivate var message: AlertChanged {
        AlertChanged(alert: id, institution: institution, rule: rule, level: level, status: status, detail: detail)
    }
}
