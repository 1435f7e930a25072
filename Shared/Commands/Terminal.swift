import Foundation

/// Where lines for people go. What others wrote may be in them: no character goes out that moves a cursor, changes a
/// colour or turns the direction of reading.
package enum Terminal {
    /// To standard output.
    package static func print(_ text: String, terminator: String = "\n") {
        Swift.print(visible(text), terminator: terminator)
    }
}

/// The text with every control and format character written out (`\u{1B}`); line feeds and tabs stay, unless it is to
/// be one line.
package func visible(_ text: String, inOneLine: Bool = false) -> String {
    func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: !inOneLine && (scalar == "\n" || scalar == "\t")
        case .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }
    guard !text.unicodeScalars.allSatisfy(isPlain) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
        if isPlain(scalar) {
            result.unicodeScalars.append(scalar)
        } else {
            result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }
}
