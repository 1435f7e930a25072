package import Model

/// What the registry is told of institutions.
package enum InstitutionCommand: Sendable, Hashable {
    case survey(InstitutionSurveyed)
    case file(InstitutionFiled)
    case decidePanel(PanelDecided)
    case completeTransformation(TransformationCompleted)
    case requestDeregistration(DeregistrationRequested)
    case revokeLicence(LicenceRevoked)
    case abscond(InstitutionAbsconded)
    /// Escrow: no tuition is left.
    case clear(ClearanceGiven)
    /// Blacklist-publisher: an entry was published, or no longer stands.
    case restrict(EntrySnapshot)
}

/// What became of institutions.
package enum InstitutionFact: Sendable, Hashable {
    /// A new institution, or a new state of a known one.
    case institutionChanged(Institution, from: InstitutionStatus?)
    case restrictionChanged(entry: Identifier, institution: USCC, isListed: Bool)
}

extension Keys {
    mutating func add(_ command: InstitutionCommand) {
        switch command {
        case .survey(let data):
            institutions.insert(data.institution)
            grids.insert(data.grid)
        case .file(let data): institutions.insert(data.institution)
        case .decidePanel(let data): institutions.insert(data.institution)
        case .completeTransformation(let data): institutions.insert(data.institution)
        case .requestDeregistration(let data): institutions.insert(data.institution)
        case .revokeLicence(let data): institutions.insert(data.institution)
        case .abscond(let data): institutions.insert(data.institution)
        case .clear(let data): institutions.insert(data.institution)
        case .restrict(let data): institutions.insert(data.institution)
        }
    }
}

func decide(_ command: InstitutionCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .survey(let survey): return try add(survey, state, circumstances)
    case .file(let filing): return try file(filing, state, circumstances)
    case .decidePanel(let decision): return try classify(decision, state, circumstances)
    case .completeTransformation(let done):
        return try move(done.institution, from: [.transforming], to: .transformed, state, circumstances) {
            $0.category = .nonAcademic
        }
    case .requestDeregistration(let request):
        return try move(request.institution, from: .open, to: .deregistering, state, circumstances) {
            $0.cause = request.cause
        }
    case .revokeLicence(let revocation):
        return try move(revocation.institution, from: .open.union([.deregistering]), to: .revoked, state, circumstances)
    case .abscond(let report):
        try circumstances.requireStated(report.lastSeen, in: "lastSeen")
        return try move(report.institution, from: .open.union([.deregistering]), to: .absconded, state, circumstances)
    case .clear(let clearance): return clear(clearance, state, circumstances)
    case .restrict(let entry):
        let isListed = entry.status == .listed
        return [
            .institutions(
                .restrictionChanged(entry: entry.entry, institution: entry.institution, isListed: isListed))
        ]
    }
}

extension State {
    mutating func apply(_ fact: InstitutionFact) {
        switch fact {
        case .institutionChanged(let institution, _):
            institutions[institution.id] = institution
            changed.insert(institution.id)
        case .restrictionChanged(let entry, let institution, let isListed):
            if isListed {
                restrictions[institution, default: []].insert(entry)
            } else {
                restrictions[institution]?.remove(entry)
            }
        }
    }
}
