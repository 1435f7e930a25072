package import Model

/// The rows that a batch needs.
package struct State: Sendable {
    package var institutions: [USCC: Institution] = [:]
    /// Township of each grid.
    package var grids: [Identifier: Identifier] = [:]
    /// Entries of the blacklist that stand, by institution.
    package var restrictions: [USCC: Set<Identifier>] = [:]
    package var clock: Clock
    /// Institutions to be saved.
    package var changed: Set<USCC> = []

    package init(clock: Clock) {
        self.clock = clock
    }
}
