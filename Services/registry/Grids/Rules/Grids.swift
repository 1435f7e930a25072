package import Model

/// What the registry is told of grids and their patrols, and of departments.
package enum GridCommand: Sendable, Hashable {
    case enrolDepartment(DepartmentEnrolled)
    case drawGrid(GridDrawn)
    case reportPatrol(PatrolReported)
}

/// What became of grids, patrols and departments.
package enum GridFact: Sendable, Hashable {
    case departmentListed(DepartmentListed)
    case gridDrawn(GridDrawn)
    case suspicionReported(SuspicionReported)
    case patrolled(institution: USCC?, grid: Identifier, on: Day, PatrolResult)
}

extension Keys {
    mutating func add(_ command: GridCommand) {
        switch command {
        case .enrolDepartment: break
        case .drawGrid(let data): grids.insert(data.grid)
        case .reportPatrol(let data):
            grids.insert(data.grid)
            if let institution = data.institution { institutions.insert(institution) }
        }
    }
}

func decide(_ command: GridCommand, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .enrolDepartment(let department): [.grids(.departmentListed(try listed(department)))]
    case .drawGrid(let grid): try draw(grid, state)
    case .reportPatrol(let patrol): try report(patrol, state, circumstances)
    }
}

extension State {
    mutating func apply(_ fact: GridFact) {
        switch fact {
        case .gridDrawn(let grid): grids[grid.grid] = grid.township
        case .departmentListed, .suspicionReported, .patrolled: break
        }
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
    return [.grids(.gridDrawn(grid))]
}

/// A patrol is noted; what it suspects goes to the departments (R2.45, R2.46).
private func report(_ patrol: PatrolReported, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact]
{
    guard let township = state.grids[patrol.grid] else { throw .awaits(.grid(patrol.grid)) }
    if let id = patrol.institution, state.institutions[id] == nil { throw .awaits(.institution(id)) }
    let noted = Fact.grids(
        .patrolled(
            institution: patrol.institution, grid: patrol.grid, on: circumstances.time.day, patrol.result))
    guard patrol.result != .none else { return [noted] }
    return [
        noted,
        .grids(
            .suspicionReported(
                SuspicionReported(
                    grid: patrol.grid, township: township, institution: patrol.institution, result: patrol.result))),
    ]
}
