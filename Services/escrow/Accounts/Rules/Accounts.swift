package import Model

/// What escrow is told of institutions and their accounts.
package enum AccountCommand: Sendable, Hashable {
    case openAccount(AccountOpened)
    case assignMode(ReleaseModeAssigned)
    case receiveDeposit(DepositReceived)
    case releaseDeposit(DepositReleased)
    case freeze(AccountFrozen)
    case unfreeze(AccountUnfrozen)
    /// Registry: the latest state of an institution.
    case follow(InstitutionSnapshot)
    /// Blacklist-publisher: an entry was published, or no longer stands.
    case restrict(EntrySnapshot)
}

/// What became of institutions and their accounts.
package enum AccountFact: Sendable, Hashable {
    case accountOpened(AccountOpened)
    case modeAssigned(ReleaseModeAssigned)
    case depositReceived(DepositReceived, [Transfer])
    case frozen(ReleasesFrozen)
    case unfrozen(ReleasesUnfrozen)
    case cleared(ClearanceGiven)
    /// `from` is nil if the institution was not known.
    case institutionChanged(USCC, from: InstitutionStatus?, to: InstitutionStatus, category: Category?)
    /// The first day on which the entry no longer stands; nil if it stands no longer already.
    case restrictionChanged(entry: Identifier, institution: USCC, expiresOn: Day?)

    var transfers: [Transfer] {
        switch self {
        case .depositReceived(_, let transfers): transfers
        case .accountOpened, .modeAssigned, .frozen, .unfrozen, .cleared, .institutionChanged, .restrictionChanged: []
        }
    }
}

extension Keys {
    mutating func add(_ command: AccountCommand) {
        switch command {
        case .openAccount(let data): institutions.insert(data.institution)
        case .assignMode(let data): institutions.insert(data.institution)
        case .receiveDeposit(let data):
            institutions.insert(data.institution)
            bankEntries.insert(BankEntryID(BankAccountID(data.institution, .deposit), data.reference))
        case .releaseDeposit(let data): institutions.insert(data.institution)
        case .freeze(let data): institutions.insert(data.institution)
        case .unfreeze(let data): institutions.insert(data.institution)
        case .follow(let data): institutions.insert(data.institution)
        case .restrict(let data): institutions.insert(data.institution)
        }
    }
}

func decide(_ command: AccountCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .openAccount(let account): try open(account, state)
    case .assignMode(let mode): try assign(mode, state)
    case .receiveDeposit(let deposit): try receive(deposit, state)
    case .releaseDeposit(let release): try giveBack(release, state, circumstances)
    case .freeze(let freeze): try apply(freeze, state)
    case .unfreeze(let end): try apply(end, state)
    case .follow(let snapshot): try follow(snapshot, state, circumstances)
    case .restrict(let entry): [note(entry)]
    }
}

extension State {
    mutating func apply(_ fact: AccountFact, on day: Day) {
        switch fact {
        case .accountOpened(let account):
            institutions.change(account.institution) { $0.bank = account.bank }
            for kind in AccountKind.ofInstitutions { ledger.open(.institution(kind, account.institution)) }
        case .modeAssigned(let assigned):
            institutions.change(assigned.institution) { institution in
                institution.mode = assigned.mode
                institution.depositMinimum = assigned.depositMinimumFen ?? .zero
            }
        case .depositReceived(let deposit, _):
            book(deposit.amountFen, deposit.reference, BankAccountID(deposit.institution, .deposit), on: day)
        case .frozen(let frozen): institutions.change(frozen.institution) { $0.isFrozen = true }
        case .unfrozen(let unfrozen): institutions.change(unfrozen.institution) { $0.isFrozen = false }
        case .cleared(let clearance): institutions.change(clearance.institution) { $0.isCleared = true }
        case .institutionChanged(let id, let from, let status, let category):
            if from == nil { institutions.add(Institution(status: status), as: id) }
            institutions.change(id) { ($0.status, $0.category) = (status, category) }
        case .restrictionChanged(let entry, let institution, let expiresOn):
            restrictions[institution, default: [:]][entry] = expiresOn
        }
    }
}
