/// A text of an event that keeps to a rule. What is equal here is equal in PostgreSQL (collation "C"), in a file name
/// and in a Kafka header: texts are compared, ordered and kept by their bytes.
package protocol Text: Hashable, Comparable, Sendable, Codable, CustomStringConvertible,
    ExpressibleByStringInterpolation
{
    /// What the text may be.
    static var rule: TextRule { get }
    /// The text itself.
    var description: String { get }
    /// A text that was checked before, such as one read from the database.
    init(known: String)
}

extension Text {
    /// A text from outside: normalised, or refused.
    package init(_ text: String) throws(InvalidValue) { self.init(known: try Self.rule.checked(text)) }

    /// A text that the program composes for people: what does not fit is cut off.
    package init(cutting text: String) { self.init(known: Self.rule.cut(text)) }

    /// A text of the program's own; tests see if it keeps to the rule.
    package init(stringLiteral text: String) {
        assert((try? Self.rule.checked(text)) == text, "\(Self.self): a text of the program that breaks its own rule")
        self.init(known: text)
    }

    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Texts are in NFC, so that Swift's comparison, which is quick for those, is that of their bytes; the count tells
    /// apart what somebody made otherwise.
    package static func == (left: Self, right: Self) -> Bool { isSame(left.description, right.description) }

    package static func < (left: Self, right: Self) -> Bool { isBefore(left.description, right.description) }

    /// Texts of the same bytes have the same hash.
    package func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

private func isSame(_ left: String, _ right: String) -> Bool {
    left == right && left.utf8.count == right.utf8.count
}

private func isBefore(_ left: String, _ right: String) -> Bool {
    left < right || (left == right && left.utf8.lexicographicallyPrecedes(right.utf8))
}

/// The name of a thing: 1 to 64 bytes, as posters choose it.
package struct Identifier: Text {
    package static let rule = TextRule("an id", bytes: 1...64, slashes: false, spacesAtEnds: false, privateUse: false)
    package let description: String
    package init(known text: String) { description = text }

    /// As of every text, but said here: other modules call what they find in the type itself, and look up in tables at
    /// run time what it has from its protocol. Ids are compared more often than anything else.
    package static func == (left: Self, right: Self) -> Bool { isSame(left.description, right.description) }

    package static func < (left: Self, right: Self) -> Bool { isBefore(left.description, right.description) }

    package func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

/// One line for people, such as a name or an address: 1 to 200 characters.
package struct Line: Text {
    package static let rule = TextRule("a line", characters: 1...200)
    package let description: String
    package init(known text: String) { description = text }
}

/// Sentences for people: 1 to 2,000 characters, with line feeds and tabs.
package struct Prose: Text {
    package static let rule = TextRule("a text", characters: 1...2_000, lines: true)
    package let description: String
    package init(known text: String) { description = text }
}
