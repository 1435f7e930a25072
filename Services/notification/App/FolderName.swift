import Foundation

/// The name of the folder in which a recipient's notices are filed. Recipients are names that others posted; this is
/// the only way from one to a path.
enum FolderName {
    private static let bytesMax = 100

    /// The recipient itself if every disk takes it for what it is; nil if it needs a name made from its sum. Another
    /// recipient's own name is never the same, also where capitals, or accents in one or two characters, count as
    /// equal: it is the only one of them that is in small letters and composed (NFC).
    static func own(_ recipient: String) -> String? {
        guard !recipient.isEmpty, recipient.utf8.count <= bytesMax, recipient.unicodeScalars.allSatisfy(isPlain) else {
            return nil
        }
        let folded = recipient.precomposedStringWithCanonicalMapping.uppercased().lowercased()
        return folded.utf8.elementsEqual(recipient.utf8) ? recipient : nil
    }

    /// A name made from a sum: no recipient's own name begins like it.
    static func made(from sum: String) -> String { "@\(sum)" }

    /// Letters and digits of any script; `:` stands in the names of townships (`township:城东街道`).
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter, .decimalNumber: true
        default: scalar == "-" || scalar == "_" || scalar == ":"
        }
    }
}
