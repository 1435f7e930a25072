package import Model

/// What the rules of the blacklist-publisher made of a command.
package enum Fact: Sendable, Hashable {
    case entryChanged(Entry)
    case institutionKnown(USCC, name: Line)
}
