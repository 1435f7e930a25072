import EscrowRules
import Model
import Service

/// Institutions and their accounts: what escrow takes of them, and what others are told.
enum AccountSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(AccountOpened.self) { .accounts(.openAccount($0)) },
        .posted(ReleaseModeAssigned.self) { .accounts(.assignMode($0)) },
        .posted(DepositReceived.self) { .accounts(.receiveDeposit($0)) },
        .posted(DepositReleased.self) { .accounts(.releaseDeposit($0)) },
        .posted(AccountFrozen.self) { .accounts(.freeze($0)) },
        .posted(AccountUnfrozen.self) { .accounts(.unfreeze($0)) },
        .stated(InstitutionSnapshot.self) { .accounts(.follow($0)) },
        .stated(EntrySnapshot.self) { .accounts(.restrict($0)) },
    ]

    static func messages(_ fact: AccountFact) -> [any FactData] {
        switch fact {
        case .frozen(let frozen): [frozen]
        case .unfrozen(let unfrozen): [unfrozen]
        case .cleared(let clearance): [clearance]
        case .accountOpened, .modeAssigned, .depositReceived, .institutionChanged, .restrictionChanged: []
        }
    }

    static func provides(_ fact: AccountFact) -> [ReferenceKey] {
        switch fact {
        case .institutionChanged(let institution, let before, _, _): before == nil ? [.institution(institution)] : []
        case .accountOpened(let account): [.account(account.institution)]
        case .modeAssigned, .depositReceived, .frozen, .unfrozen, .cleared, .restrictionChanged: []
        }
    }
}
