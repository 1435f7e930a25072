/// What a refusal tells whoever posted: the field or thing it is about, what the rule needs, and the figures of the
/// rule.
///
/// Nothing that somebody wrote has a way in: an id may be a name or a telephone number, and a detail is kept, published
/// and logged (G8). So its interpolations take numbers, days, amounts, the words of the program's own lists and credit
/// codes, which are public and checked; an id or a text does not compile.
package struct Detail: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringInterpolation {
    package let description: String

    package init(stringLiteral value: String) { description = value }

    package init(stringInterpolation: StringInterpolation) { description = stringInterpolation.text }

    /// For a detail on two lines.
    package static func + (first: Detail, second: Detail) -> Detail { "\(first)\(second)" }

    /// What may stand between the words.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {}

        /// Words of the program.
        package mutating func appendLiteral(_ literal: String) { text += literal }

        /// A count, or a place in a list.
        package mutating func appendInterpolation(_ number: some BinaryInteger) { text += "\(number)" }

        /// As `2022-03-01`.
        package mutating func appendInterpolation(_ day: Day) { text += "\(day)" }

        /// As `2022-03`.
        package mutating func appendInterpolation(_ month: Month) { text += "\(month)" }

        /// In yuan.
        package mutating func appendInterpolation(_ amount: Fen) { text += "\(amount)" }

        /// A credit code, which is public.
        package mutating func appendInterpolation(_ institution: USCC) { text += "\(institution)" }

        /// As events write it.
        package mutating func appendInterpolation(_ word: some RawRepresentable<String> & CaseIterable) {
            text += word.rawValue
        }

        /// In the order of the program's own list, with commas.
        package mutating func appendInterpolation<Word>(_ words: some Sequence<Word>)
        where Word: RawRepresentable<String> & CaseIterable & Hashable {
            let among = Set(words)
            text += Word.allCases.filter(among.contains).map(\.rawValue).joined(separator: ", ")
        }

        /// A name that stands in the program.
        package mutating func appendInterpolation(_ name: StaticString) { text += "\(name)" }

        /// A part of a detail.
        package mutating func appendInterpolation(_ part: Detail) { text += part.description }
    }
}
