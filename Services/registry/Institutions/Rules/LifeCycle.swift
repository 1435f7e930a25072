package import Model

extension Set<InstitutionStatus> {
    /// From here an institution can still leave the register.
    static let open: Set = [.surveyed, .filed, .operating, .transforming, .transformed]
}

/// The survey adds an institution, once, to exactly one grid (R2.46).
func add(_ survey: InstitutionSurveyed, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    guard state.institutions[survey.institution] == nil else {
        throw .refused(.alreadyExists, "institution \(survey.institution) is surveyed already")
    }
    guard let township = state.grids[survey.grid] else { throw .awaits(.grid(survey.grid)) }
    let institution = Institution(
        id: survey.institution, name: survey.name, address: survey.address, grid: survey.grid, township: township,
        status: .surveyed,
        since: circumstances.time.day)
    return [.institutions(.institutionChanged(institution, from: nil))]
}

/// An institution files for review; one on the blacklist may not (row 6 of the article: restricted everywhere).
func file(_ filing: InstitutionFiled, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    if state.restrictions[filing.institution]?.isEmpty == false {
        throw .refused(
            .institutionRestricted, "institution \(filing.institution) is on the blacklist and may not file")
    }
    return try move(filing.institution, from: [.surveyed], to: .filed, state, circumstances)
}

/// The panel's ballots decide: non-academic may run, academic must transform or leave (R2.20, R2.26).
func classify(_ decision: PanelDecided, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    let category = try majority(decision.ballots, sizeMin: circumstances.policy(.panelSizeMin))
    let status = category == .academic ? InstitutionStatus.transforming : .operating
    return try move(decision.institution, from: [.filed], to: status, state, circumstances) { institution in
        institution.category = category
        institution.surveyedCategory = category
    }
}

/// The category that most of the ballots name: an odd number of experts, each once, the recused left out (R2.26).
package func majority(_ ballots: [Ballot], sizeMin: Int64) throws(Refusal) -> Category {
    guard Set(ballots.map(\.expert)).count == ballots.count else {
        throw .refused(.panelRepeatsExpert, "an expert has one ballot (R2.26)")
    }
    let votes = ballots.filter { !$0.recused }.compactMap(\.vote)
    guard votes.count >= sizeMin else {
        throw .refused(.panelTooSmall, "\(votes.count) ballots count; at least \(sizeMin) must (R2.26)")
    }
    guard votes.count % 2 == 1 else {
        throw .refused(
            .panelNotOdd, "\(votes.count) ballots count; their number must be odd, so that no vote is tied (R2.26)")
    }
    return votes.filter { $0 == .academic }.count > votes.count / 2 ? .academic : .nonAcademic
}

/// Escrow says that no tuition is left: the deregistration ends (R2.31). A clearance that comes when nothing waits for
/// it changes nothing.
func clear(_ clearance: ClearanceGiven, _ state: State, _ circumstances: Circumstances) -> [Fact] {
    guard var institution = state.institutions[clearance.institution], institution.status == .deregistering else {
        return []
    }
    institution.status = .deregistered
    institution.since = circumstances.today
    return [.institutions(.institutionChanged(institution, from: .deregistering))]
}

/// One step of an institution's life, refused if the institution does not stand where the step begins (R2.30).
func move(
    _ id: USCC, from: Set<InstitutionStatus>, to status: InstitutionStatus, _ state: State,
    _ circumstances: Circumstances,
    change: (inout Institution) -> Void = { _ in }
) throws(Refusal) -> [Fact] {
    guard var institution = state.institutions[id] else { throw .awaits(.institution(id)) }
    let before = institution.status
    guard from.contains(before) else {
        throw .refused(.stateForbids, "institution \(id) is \(before); it can become \(status) from: \(from)")
    }
    institution.status = status
    institution.since = circumstances.today
    change(&institution)
    return [.institutions(.institutionChanged(institution, from: before))]
}
