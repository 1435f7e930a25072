import Foundation
import Service

/// A bar on standard error; lines now and then where that is no terminal.
struct Progress {
    private let text: String
    private let total: Int
    private let isTerminal = isatty(2) == 1
    private let began = MonotonicClock.milliseconds()
    private var shown: Int64?

    init(_ text: String, of total: Int) {
        self.text = text
        self.total = max(1, total)
    }

    /// So many of all are done.
    mutating func advance(to done: Int, _ detail: String) {
        let now = MonotonicClock.milliseconds()
        guard shown.map({ now - $0 > (isTerminal ? 100 : 10_000) }) ?? true else { return }
        shown = now
        let width = 30
        let filled = min(width, max(0, done) * width / total)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        write(
            (isTerminal ? "\r\u{1b}[K" : "") + "\(text) \(bar) \(min(100, max(0, done) * 100 / total)) % \(detail)"
                + (isTerminal ? "" : "\n"))
    }

    /// All is done.
    func finish() {
        let seconds = (MonotonicClock.milliseconds() - began) / 1000
        write((isTerminal ? "\r\u{1b}[K" : "") + "\(text): done in \(seconds) s\n")
    }

    private func write(_ line: String) { FileHandle.standardError.write(Data(line.utf8)) }
}
