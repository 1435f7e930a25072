import Foundation

/// What a text from outside may be. It is normalised to NFC; characters that cannot be seen, that Unicode does not
/// know, or that PostgreSQL does not take are refused.
package struct TextRule: Sendable {
    private let name: String
    private let bytes: ClosedRange<Int>
    /// Unicode scalars.
    private let characters: ClosedRange<Int>
    private let lines: Bool
    private let slashes: Bool
    private let spacesAtEnds: Bool
    private let privateUse: Bool

    /// `name` is what a text of the rule is called in a refusal; a limit is in bytes of UTF-8 or in characters.
    init(
        _ name: String, bytes: ClosedRange<Int> = 0...Int.max, characters: ClosedRange<Int> = 0...Int.max,
        lines: Bool = false, slashes: Bool = true, spacesAtEnds: Bool = true, privateUse: Bool = true
    ) {
        self.name = name
        self.bytes = bytes
        self.characters = characters
        self.lines = lines
        self.slashes = slashes
        self.spacesAtEnds = spacesAtEnds
        self.privateUse = privateUse
    }

    /// The text in normal form; what is wrong with it is said without it.
    func checked(_ text: String) throws(InvalidValue) -> String {
        if isPlainASCII(text) { return text }
        let normal = Self.normalised(text)
        guard bytes.contains(normal.utf8.count), characters.contains(normal.unicodeScalars.count) else {
            throw .data("must be \(name) of \(limit)")
        }
        guard normal.unicodeScalars.allSatisfy(allows) else {
            throw .data(
                "must be \(name) without \(lines ? "" : "line feeds and other ")control, format or unassigned "
                    + "characters\(slashes ? "" : " and slashes")")
        }
        if !spacesAtEnds, let first = normal.unicodeScalars.first, let last = normal.unicodeScalars.last {
            guard !first.properties.isWhitespace, !last.properties.isWhitespace else {
                throw .data("must be \(name) without white space at its ends")
            }
        }
        return normal
    }

    /// The text without what is not allowed in it, as much as fits.
    func cut(_ text: String) -> String {
        if let whole = try? checked(text) { return whole }
        var (result, size) = (String.UnicodeScalarView(), 0)
        for scalar in Self.normalised(text).unicodeScalars.filter(allows).prefix(characters.upperBound) {
            size += UTF8.width(scalar)
            guard size <= bytes.upperBound else { break }
            result.append(scalar)
        }
        return result.isEmpty ? "-" : String(result)
    }

    private var limit: String {
        characters.upperBound < Int.max
            ? "\(characters.lowerBound) to \(characters.upperBound) characters"
            : "\(bytes.lowerBound) to \(bytes.upperBound) bytes"
    }

    /// True of almost every id: it is as it should be, and is its own normal form.
    private func isPlainASCII(_ text: String) -> Bool {
        let text = text.utf8
        guard bytes.contains(text.count), characters.contains(text.count) else { return false }
        for byte in text where byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "/") && !slashes { return false }
        return spacesAtEnds || text.first != 0x20 && text.last != 0x20
    }

    private func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x09: return lines
        case UInt32(UInt8(ascii: "/")): return slashes
        case 0x20...0x7E, 0x4E00...0x9FFF: return true
        default: break
        }
        // Fillers, joiners and the blank of Braille. What chooses another shape of the character before it is seen in a
        // name, but tells no ids apart.
        if scalar.value == 0x2800 { return false }
        if scalar.properties.isDefaultIgnorableCodePoint { return privateUse && scalar.properties.isVariationSelector }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return false
        case .privateUse: return privateUse
        default: return true
        }
    }

    private static func normalised(_ text: String) -> String {
        text.unicodeScalars.allSatisfy(isInert) ? text : text.precomposedStringWithCanonicalMapping
    }

    /// True of characters that are their own normal form whatever stands beside them: Latin, common punctuation,
    /// Chinese and full-width forms.
    private static func isInert(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x300, 0x2010...0x2027, 0x3001...0x3029, 0x4E00...0x9FFF, 0xFF01...0xFF5E: true
        default: false
        }
    }
}
