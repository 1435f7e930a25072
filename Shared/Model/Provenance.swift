/// Where an event comes from, which decides how much it may say at once. Numbers: `Int` counts things (hours, lessons,
/// seats, minutes), `Int64` is money in fen; columns hold them, and no arithmetic of the rules runs over.
package enum Provenance: Sendable {
    /// Somebody posted it.
    case posted
    /// A service made it of what was posted: its ids grow along the way, its sums are of many.
    case stated

    var counts: ClosedRange<Int64> { self == .posted ? -100_000...100_000 : .min ... .max }

    var amounts: ClosedRange<Int64> {
        self == .posted ? -Fen.mostOfEvent.rawValue...Fen.mostOfEvent.rawValue : .min ... .max
    }

    var ids: TextRule {
        self == .posted ? Self.postedIds : Self.statedIds
    }

    private static let postedIds = TextRule("an id", bytes: 1...200)
    private static let statedIds = TextRule("an id", bytes: 1...1_000)
}
