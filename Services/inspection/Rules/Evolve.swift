/// The only way that the state of the inspection service changes.
package func evolve(_ state: inout State, _ fact: Fact) {
    switch fact {
    case .inspections(let fact): state.apply(fact)
    case .findings(let fact): state.apply(fact)
    case .schools(let fact): state.apply(fact)
    }
}
