/// One header of a message.
package struct MessageHeader: Hashable, Sendable {
    package var name: String
    package var value: [UInt8]

    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// The headers of a message that belong to its event (`content-type` and `ce_…`: CloudEvents' Kafka binding, binary
/// mode); none in structured mode. As text, one a line, `name: value` with all but visible ASCII percent-encoded (as
/// CloudEvents' HTTP binding writes them): nothing is lost, and an operator can read it in the database.
package struct MessageHeaders: Hashable, Sendable {
    package var all: [MessageHeader]

    /// Bytes of all headers of a message, names and values: far more than all attributes of an event take.
    package static let bytesMax = 16_384

    package static let none = MessageHeaders([])

    package init(_ all: [MessageHeader]) {
        self.all = all
    }

    package var isEmpty: Bool { all.isEmpty }

    /// The first value of a header, by its name in lower case.
    package subscript(name: String) -> [UInt8]? { all.first { $0.name.lowercased() == name }?.value }

    /// The text that `init(text:)` reads.
    package var text: String {
        all.map { Self.encoded(Array($0.name.utf8)) + ": " + Self.encoded($0.value) }.joined(separator: "\n")
    }

    /// Reads what `text` wrote; a line that it did not write is left out.
    package init(text: String) {
        all = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == UInt8(ascii: " ") }
            return MessageHeader(
                name: String(decoding: Self.decoded(line[..<colon]), as: UTF8.self), value: Self.decoded(value))
        }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Percent-encodes all but visible ASCII, `%` and `:`.
    package static func encoded(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for byte in bytes {
            if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "%"), byte != UInt8(ascii: ":") {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func decoded(_ text: some Collection<UInt8>) -> [UInt8] {
        var (result, rest) = ([UInt8](), text[...])
        while let byte = rest.popFirst() {
            let pair = Array(rest.prefix(2))
            if byte == UInt8(ascii: "%"), pair.count == 2, let high = digits.firstIndex(of: pair[0]),
                let low = digits.firstIndex(of: pair[1])
            {
                result.append(UInt8(high << 4 | low))
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
