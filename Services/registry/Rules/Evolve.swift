import Model

/// The only way that the registry's state changes.
package func evolve(_ state: inout State, _ fact: Fact) {
    switch fact {
    case .institutionChanged(let institution, _):
        state.institutions[institution.id] = institution
        state.changed.insert(institution.id)
    case .gridDrawn(let grid):
        state.grids[grid.grid] = grid.township
    case .restrictionChanged(let entry, let institution, let isListed):
        if isListed {
            state.restrictions[institution, default: []].insert(entry)
        } else {
            state.restrictions[institution]?.remove(entry)
        }
    case .dayAnnounced(let day):
        state.clock.announced.append(day)
    case .serviceClosed(let day, let service):
        state.clock.closed[day, default: []].insert(service)
    case .dayOpened(let opened):
        state.clock.open(opened.day)
    case .departmentListed, .suspicionReported, .patrolled:
        break
    }
}
