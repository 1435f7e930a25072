/// The only way that the registry's state changes.
package func evolve(_ state: inout State, _ fact: Fact) {
    switch fact {
    case .institutions(let fact): state.apply(fact)
    case .grids(let fact): state.apply(fact)
    case .clock(let fact): state.apply(fact)
    }
}
