package import Model

/// The registry's rules: one line a command.
package func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .enrolDepartment(let department): return [.departmentListed(try listed(department))]
    case .drawGrid(let grid): return try draw(grid, state)
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
    case .reportPatrol(let patrol): return try report(patrol, state, circumstances)
    case .clear(let clearance): return clear(clearance, state, circumstances)
    case .restrict(let entry):
        return [
            .restrictionChanged(entry: entry.entry, institution: entry.institution, isListed: entry.status == .listed)
        ]
    case .announceDay(let day): return announce(day, state.clock, circumstances.calendar)
    case .closeDay(let day, let service): return close(day, service, state.clock, circumstances.calendar)
    case .dayOpened: return []
    }
}

/// Notices go to departments by their ids, to townships as `township:…` and to institutions by their codes: two
/// recipients must not share a file.
private func listed(_ department: DepartmentEnrolled) throws(Refusal) -> DepartmentListed {
    let id = department.department.description
    guard !id.contains(":"), (try? USCC(id)) == nil else {
        throw .refused(.dataInvalid, "data.department must be an id without a colon that is no credit code")
    }
    // The task groups of a department are kept as one text.
    guard department.taskGroups.allSatisfy({ !$0.description.contains(",") }) else {
        throw .refused(.dataInvalid, "data.taskGroups must be names without commas")
    }
    return DepartmentListed(
        department: department.department, name: department.name, leadingGroup: department.leadingGroup,
        governanceTaskForce: department.governanceTaskForce, taskGroups: department.taskGroups)
}

private func draw(_ grid: GridDrawn, _ state: State) throws(Refusal) -> [Fact] {
    guard state.grids[grid.grid] == nil else {
        throw .refused(.alreadyExists, "the grid is drawn already")
    }
    return [.gridDrawn(grid)]
}

/// A patrol is noted; what it suspects goes to the departments (R2.45, R2.46).
private func report(_ patrol: PatrolReported, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact]
{
    guard let township = state.grids[patrol.grid] else { throw .awaits(.grid(patrol.grid)) }
    if let id = patrol.institution, state.institutions[id] == nil { throw .awaits(.institution(id)) }
    let noted = Fact.patrolled(
        institution: patrol.institution, grid: patrol.grid, on: circumstances.time.day, patrol.result)
    guard patrol.result != .none else { return [noted] }
    return [
        noted,
        .suspicionReported(
            SuspicionReported(
                grid: patrol.grid, township: township, institution: patrol.institution, result: patrol.result)),
    ]
}
