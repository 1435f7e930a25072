import Foundation

/// The files that these tests look at: all but what programs make (the folders of .gitignore).
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized

    /// Paths from the root, with slashes, in order. They are found in the directory and not by git, so that a copy
    /// without git is looked at too.
    static let paths: [String] = {
        // Conformance: other people's texts.
        let made: Set<String> = [".git", ".build", ".local", ".swiftpm", "Conformance"]
        guard let found = FileManager.default.enumerator(atPath: root.path) else {
            preconditionFailure("\(root.path) is a directory")
        }
        var paths: [String] = []
        for case let path as String in found {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            if made.contains(name) || name.hasPrefix(".build-") || name.hasPrefix(".build_") {
                found.skipDescendants()
            } else if found.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
                paths.append(path)
            }
        }
        return paths.sorted()
    }()

    /// A file as text; nil if it is none.
    static func text(_ path: String) -> String? {
        (try? Data(contentsOf: root.appending(path: path))).flatMap { String(bytes: $0, encoding: .utf8) }
    }

    /// The Swift files below a folder.
    static func swift(_ folders: String...) -> [Source] {
        sources.filter { source in
            source.path.hasSuffix(".swift") && folders.contains { source.path.hasPrefix($0 + "/") }
        }
    }

    /// All text files, read once.
    static let sources: [Source] = paths.compactMap { path in text(path).map { Source(path: path, text: $0) } }
}

/// A text file with its lines; of Swift also what of them is code and what is text in quotes.
struct Source: Sendable {
    /// A line in three views of the same length.
    struct Line: Sendable {
        /// As it stands.
        var whole: String
        /// Without comments and what stands in quotes.
        var code: String
        /// Only what stands in quotes.
        var quoted: String
    }

    let path: String
    let text: String
    let lines: [Line]

    init(path: String, text: String) {
        (self.path, self.text) = (path, text)
        let whole = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard path.hasSuffix(".swift") else {
            lines = whole.map { Line(whole: $0, code: "", quoted: "") }
            return
        }
        var views = SwiftViews()
        lines = whole.map { line in
            let (code, quoted) = views.read(line)
            return Line(whole: line, code: code, quoted: quoted)
        }
    }

    /// All code in one text, line by line.
    var code: String { lines.map(\.code).joined(separator: "\n") }
}

/// Splits Swift into code and quoted text, line after line. Knows what this project uses: both kinds of string with
/// interpolation, both kinds of comment, names in backticks; no strings with `#` around them.
private struct SwiftViews {
    private enum Place {
        case code
        /// Code in `\( … )` of a string, with so many parentheses open in it.
        case interpolation(open: Int)
        case string
        case longString
        case comment
        case name
    }

    private var places: [Place] = [.code]

    mutating func read(_ line: String) -> (code: String, quoted: String) {
        var (code, quoted) = ("", "")
        var rest = Substring(line)
        while let character = rest.first {
            let place = places.last ?? .code
            let (step, part) = next(rest, in: place)
            rest = rest.dropFirst(step)
            let text = step == 1 ? String(character) : String(repeating: " ", count: step)
            let blank = String(repeating: " ", count: step)
            code += part == .code ? text : blank
            quoted += part == .quoted ? text : blank
        }
        // Neither a short string nor a name goes on in the next line.
        while let place = places.last {
            if case .string = place {
                places.removeLast()
            } else if case .name = place {
                places.removeLast()
            } else {
                break
            }
        }
        return (code, quoted)
    }

    private enum Part { case code, quoted, none }

    /// How many characters come next, and what they are.
    private mutating func next(_ rest: Substring, in place: Place) -> (count: Int, part: Part) {
        switch place {
        case .code, .interpolation: return nextOfCode(rest, in: place)
        case .string, .longString: return nextOfString(rest, in: place)
        case .comment:
            guard rest.hasPrefix("*/") else { return (1, .none) }
            places.removeLast()
            return (2, .none)
        case .name:
            if rest.first == "`" { places.removeLast() }
            return (1, .none)
        }
    }

    private mutating func nextOfCode(_ rest: Substring, in place: Place) -> (count: Int, part: Part) {
        if rest.hasPrefix("//") { return (rest.count, .none) }
        for (mark, opened) in [("/*", Place.comment), ("\"\"\"", .longString), ("\"", .string), ("`", .name)]
        where rest.hasPrefix(mark) {
            places.append(opened)
            return (mark.count, .none)
        }
        guard case .interpolation(let open) = place, rest.first == "(" || rest.first == ")" else { return (1, .code) }
        places.removeLast()
        if rest.first == ")", open == 0 { return (1, .none) }
        places.append(.interpolation(open: rest.first == "(" ? open + 1 : open - 1))
        return (1, .code)
    }

    private mutating func nextOfString(_ rest: Substring, in place: Place) -> (count: Int, part: Part) {
        if rest.hasPrefix("\\(") {
            places.append(.interpolation(open: 0))
            return (2, .none)
        }
        if rest.first == "\\" { return (min(2, rest.count), .none) }
        let end = if case .longString = place { "\"\"\"" } else { "\"" }
        guard rest.hasPrefix(end) else { return (1, .quoted) }
        places.removeLast()
        return (end.count, .none)
    }
}
