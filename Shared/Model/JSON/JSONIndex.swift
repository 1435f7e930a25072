/// The bytes of a JSON text, and where each value lies in them.
final class JSONIndex {
    let bytes: [UInt8]
    let nodes: [JSONNode]
    /// The first name that its object has twice.
    let twice: Int?
    /// What the whole text is called in paths.
    let name: String
    /// Decides what numbers may be.
    let provenance: Provenance

    init(_ bytes: [UInt8], name: String = "", _ provenance: Provenance) throws(JSONMalformed) {
        var scanner = JSONScanner(bytes)
        try scanner.scan()
        (self.bytes, nodes, twice) = (bytes, scanner.nodes, scanner.twice)
        (self.name, self.provenance) = (name, provenance)
    }

    /// The value of a member of an object; nil if it has no such member.
    func member(_ name: String, of object: Int) -> Int? {
        let (end, length, first) = (Int(nodes[object].next), Int32(name.utf8.count), name.utf8.first)
        var index = object + 1
        while index < end {
            let node = nodes[index]
            let isLike = node.end - node.start == length && bytes[Int(node.start)] == first
            if isLike || node.isUnusual, isText(index, name) { return index + 1 }
            index = Int(nodes[index + 1].next)
        }
        return nil
    }

    /// The text of a node that is one.
    func content(_ node: Int) -> String {
        let raw = bytes[Int(nodes[node].start)..<Int(nodes[node].end)]
        return String(decoding: nodes[node].isUnusual ? JSONEscape.unescaped(raw)[...] : raw, as: UTF8.self)
    }

    func isText(_ node: Int, _ text: String) -> Bool {
        guard !nodes[node].isUnusual else { return content(node).utf8.elementsEqual(text.utf8) }
        let text = text.utf8
        guard text.count == Int(nodes[node].end - nodes[node].start) else { return false }
        var index = Int(nodes[node].start)
        for byte in text {
            if bytes[index] != byte { return false }
            index += 1
        }
        return true
    }

    /// Where a value lies, as in `data.ballots[2].vote`.
    func path(to target: Int) -> String {
        var (path, node) = (name, 0)
        while node < target {
            switch nodes[node].kind {
            case .object:
                var member = node + 1
                while nodes[member + 1].next <= target { member = Int(nodes[member + 1].next) }
                path += (path.isEmpty ? "" : ".") + shown(member)
                node = member == target ? target : member + 1
            case .array:
                var (element, index) = (node + 1, 0)
                while nodes[element].next <= target { (element, index) = (Int(nodes[element].next), index + 1) }
                path += "[\(index)]"
                node = element
            default: return path
            }
        }
        return path
    }

    /// A member's name, if it looks like one: a poster can write anything there.
    private func shown(_ name: Int) -> String {
        let text = content(name)
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        return isPlain && (1...32).contains(text.utf8.count) ? text : "?"
    }

    /// What kind of thing a value is, for who wrote it.
    func kind(_ node: Int) -> String {
        switch nodes[node].kind {
        case .object: "an object"
        case .array: "an array"
        case .text: "a text"
        case .number:
            nodes[node].isUnusual && JSONNumber.whole(bytes, nodes[node]) == .fraction ? "a fraction" : "a number"
        case .yes, .no: "true or false"
        case .null: "null"
        }
    }
}
