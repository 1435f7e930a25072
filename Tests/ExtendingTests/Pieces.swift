import Foundation
import Support

/// A piece of code of a document: a new file, or lines that are added to one and taken from it.
struct Piece {
    let path: String
    let lines: [String]
    let isChange: Bool

    /// The pieces of a document, in order: each is a path in backticks on a line of its own, and the block below it.
    static func all(of text: String) -> [Piece] {
        text.matches(of: /\n`([^`\n]+)`\n```(\w+)\n((?s).*?)\n```\n/).map { match in
            let lines = match.3.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return Piece(path: String(match.1), lines: lines, isChange: match.2 == "diff")
        }
    }

    /// Lines of Swift and SQL that it adds.
    var added: Int {
        guard path.hasSuffix(".swift") || path.hasSuffix(".sql") else { return 0 }
        return isChange ? lines.count { $0.hasPrefix("+") } : lines.count
    }

    /// Puts it into a copy of the code.
    func put(into copy: URL) throws {
        let file = copy.appending(path: path)
        guard isChange else {
            guard !FileManager.default.fileExists(atPath: file.path) else { throw TestFailure("\(path) is there") }
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            return try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        }
        let before = lines.filter { !$0.hasPrefix("+") }.map { String($0.dropFirst()) }.joined(separator: "\n")
        let after = lines.filter { !$0.hasPrefix("-") }.map { String($0.dropFirst()) }.joined(separator: "\n")
        let text = try String(contentsOf: file, encoding: .utf8)
        let parts = text.components(separatedBy: "\n\(before)\n")
        guard parts.count == 2 else {
            throw TestFailure("\(path): these lines stand there \(parts.count - 1) times:\n\(before)")
        }
        try Data(parts.joined(separator: "\n\(after)\n").utf8).write(to: file)
    }
}
