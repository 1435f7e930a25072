/// A table of a Markdown file.
struct MarkdownTable {
    var header: [String]
    var rows: [[String]]

    /// The first table below a heading and before the next one; nil if there is none. Without a heading, the first of
    /// the file.
    init?(_ path: String, below heading: String? = nil) {
        var lines = (Repository.text(path) ?? "").split(separator: "\n", omittingEmptySubsequences: false)[...]
        if let heading {
            lines = lines.drop { $0 != "## \(heading)" }.dropFirst()
            lines = lines.prefix { !$0.hasPrefix("## ") }
        }
        let cells = lines.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimming { $0 == " " }
            }
        }
        guard let header = cells.first, cells.count > 2 else { return nil }
        (self.header, rows) = (header, Array(cells.dropFirst(2)))
    }
}

extension StringProtocol {
    /// Without the characters at both ends that fit.
    func trimming(_ fits: (Character) -> Bool) -> String {
        let rest = drop(while: fits)
        let end = rest.lastIndex { !fits($0) }
        return end.map { String(rest[...$0]) } ?? ""
    }

    /// What stands between backticks.
    var namesInBackticks: [String] {
        split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map {
            String($0.element)
        }
    }

    /// Its parts between commas.
    var parts: [String] { split(separator: ",").map { $0.trimming { $0 == " " || $0 == "`" } } }
}
