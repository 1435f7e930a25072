/// Rows of text in columns; a Chinese character is two columns wide.
package struct Table {
    private var rows: [[String]]
    private let alignedRight: Set<Int>

    package init(_ header: [String], alignedRight: Set<Int>) {
        rows = [header]
        self.alignedRight = alignedRight
    }

    /// As many cells as the header has.
    package mutating func add(_ row: [String]) { rows.append(row) }

    package var text: String {
        let count = rows[0].count
        let widths = (0..<count).map { column in rows.map { Self.width($0[column]) }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - Self.width(cell))
                return alignedRight.contains(column) ? space + cell : cell + space
            }
            var line = "  " + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// Columns on a terminal: East Asian wide and full-width characters take two (UAX 11).
    package static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6:
                sum + 2
            default: sum + 1
            }
        }
    }
}
