/// Why bytes are no JSON text (RFC 8259, with the limits of I-JSON, RFC 7493, on encoding and surrogates).
struct JSONMalformed: Error, Hashable {
    /// The byte at which it ends to be one, from 0.
    var place: Int
    var detail: String

    var description: String { "not JSON at byte \(place): \(detail)" }
}

/// A value of a text; members and elements follow their container, a member's name (a text) before its value.
struct JSONNode {
    enum Kind: UInt8 { case object, array, text, number, yes, no, null }

    var kind: Kind
    /// A text with escapes, or a number that is more than 18 digits with a sign.
    var isUnusual = false
    /// Where a text's or number's bytes lie.
    var start: Int32
    var end: Int32
    /// The node after this one and all in it.
    var next: Int32
}

/// Finds the values of a text, all of it, in one pass: what it lets through is JSON.
struct JSONScanner {
    /// Objects and arrays in each other at the most.
    static let depthMax = 64

    private let bytes: [UInt8]
    private var place = 0
    private var isASCII = true
    private(set) var nodes: [JSONNode] = []
    /// The first name that its object has twice.
    private(set) var twice: Int?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        nodes.reserveCapacity(64)
    }

    mutating func scan() throws(JSONMalformed) {
        guard bytes.count < Int32.max / 2 else { throw malformed("a text of such length is not read") }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw malformed("a byte order mark; UTF-8 has none") }
        try value(depth: 0)
        guard skipSpace() == nil else { throw malformed("something follows the value") }
        if !isASCII, String(validating: bytes, as: UTF8.self) == nil { throw malformed("the text is not UTF-8") }
    }

    private func malformed(_ detail: String) -> JSONMalformed { JSONMalformed(place: place, detail: detail) }

    /// The next byte that is no space, not taken yet.
    private mutating func skipSpace() -> UInt8? {
        while place < bytes.count {
            let byte = bytes[place]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            place += 1
        }
        return nil
    }

    private mutating func value(depth: Int) throws(JSONMalformed) {
        guard let first = skipSpace() else { throw malformed("a value should be here") }
        switch first {
        case UInt8(ascii: "{"): try container(.object, depth, end: UInt8(ascii: "}"))
        case UInt8(ascii: "["): try container(.array, depth, end: UInt8(ascii: "]"))
        case UInt8(ascii: "\""): try text()
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw malformed("a value should be here")
        }
    }

    private mutating func container(_ kind: JSONNode.Kind, _ depth: Int, end: UInt8) throws(JSONMalformed) {
        guard depth < Self.depthMax else { throw malformed("more than \(Self.depthMax) values in each other") }
        let own = nodes.count
        add(kind, place, place)
        place += 1
        if skipSpace() != end {
            while true {
                if kind == .object { try name() }
                try value(depth: depth + 1)
                let byte = skipSpace()
                if byte == end { break }
                guard byte == UInt8(ascii: ",") else { throw malformed("a comma or an end should be here") }
                place += 1
            }
        }
        place += 1
        nodes[own].next = Int32(nodes.count)
        if kind == .object, twice == nil { twice = repeatedName(of: own) }
    }

    private mutating func name() throws(JSONMalformed) {
        guard skipSpace() == UInt8(ascii: "\"") else { throw malformed("a member's name should be here") }
        try text()
        guard skipSpace() == UInt8(ascii: ":") else { throw malformed("a colon should be here") }
        place += 1
    }

    private mutating func text() throws(JSONMalformed) {
        place += 1
        let start = place
        var isUnusual = false
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""):
                add(.text, start, place, isUnusual: isUnusual)
                place += 1
                return
            case UInt8(ascii: "\\"):
                isUnusual = true
                try escape()
            case 0..<0x20: throw malformed("a control character in a text")
            case 0x80...:
                isASCII = false
                place += 1
            default: place += 1
            }
        }
        throw malformed("the text does not end")
    }

    /// Steps over an escape; a surrogate has its other half beside it.
    private mutating func escape() throws(JSONMalformed) {
        guard place + 1 < bytes.count else { throw malformed("the text does not end") }
        guard bytes[place + 1] == UInt8(ascii: "u") else {
            guard JSONEscape.byte(bytes[place + 1]) != nil else { throw malformed("no escape") }
            place += 2
            return
        }
        guard let unit = JSONEscape.unit(bytes[...], at: place) else { throw malformed("no escape") }
        if unit & 0xFC00 == 0xD800 {
            guard let low = JSONEscape.unit(bytes[...], at: place + 6), low & 0xFC00 == 0xDC00 else {
                throw malformed("half a surrogate pair")
            }
            place += 6
        } else if unit & 0xFC00 == 0xDC00 {
            throw malformed("half a surrogate pair")
        }
        place += 6
    }

    private mutating func number() throws(JSONMalformed) {
        let start = place
        if bytes[place] == UInt8(ascii: "-") { place += 1 }
        let first = place
        try digits()
        guard place == first + 1 || bytes[first] != UInt8(ascii: "0") else { throw malformed("a leading zero") }
        var isUnusual = place - first > 18
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
            isUnusual = true
            place += 1
            try digits()
        }
        if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
            isUnusual = true
            place += 1
            if place < bytes.count, bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-") {
                place += 1
            }
            try digits()
        }
        add(.number, start, place, isUnusual: isUnusual)
    }

    private mutating func digits() throws(JSONMalformed) {
        let first = place
        while place < bytes.count, bytes[place] >= UInt8(ascii: "0"), bytes[place] <= UInt8(ascii: "9") { place += 1 }
        guard place > first else { throw malformed("a digit should be here") }
    }

    private mutating func word(_ word: String, _ kind: JSONNode.Kind) throws(JSONMalformed) {
        let end = place + word.utf8.count
        guard end <= bytes.count, bytes[place..<end].elementsEqual(word.utf8) else {
            throw malformed("a value should be here")
        }
        add(kind, place, end)
        place = end
    }

    private mutating func add(_ kind: JSONNode.Kind, _ start: Int, _ end: Int, isUnusual: Bool = false) {
        nodes.append(
            JSONNode(
                kind: kind, isUnusual: isUnusual, start: Int32(start), end: Int32(end), next: Int32(nodes.count + 1)))
    }

    /// A name that stands in the object twice, escapes read. Few names are compared with each other, many are looked
    /// up in a set.
    private func repeatedName(of object: Int) -> Int? {
        let end = Int(nodes[object].next)
        guard end - object <= 64 else { return repeatedNameOfMany(object) }
        var name = object + 1
        while name < end {
            // Names with escapes are written out once each.
            if nodes[name].isUnusual { return repeatedNameOfMany(object) }
            var earlier = object + 1
            while earlier < name {
                if isSameName(earlier, name) { return name }
                earlier = Int(nodes[earlier + 1].next)
            }
            name = Int(nodes[name + 1].next)
        }
        return nil
    }

    private func repeatedNameOfMany(_ object: Int) -> Int? {
        var names: Set<ArraySlice<UInt8>> = []
        var name = object + 1
        while name < Int(nodes[object].next) {
            guard names.insert(content(name)).inserted else { return name }
            name = Int(nodes[name + 1].next)
        }
        return nil
    }

    private func isSameName(_ left: Int, _ right: Int) -> Bool {
        guard nodes[left].end - nodes[left].start == nodes[right].end - nodes[right].start else { return false }
        return content(left) == content(right)
    }

    private func content(_ name: Int) -> ArraySlice<UInt8> {
        let raw = bytes[Int(nodes[name].start)..<Int(nodes[name].end)]
        return nodes[name].isUnusual ? JSONEscape.unescaped(raw)[...] : raw
    }
}
