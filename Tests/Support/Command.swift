package import Foundation

/// A program that was run to its end.
package struct CommandResult: Sendable {
    package var status: Int32
    package var output: String
    package var errors: String

    /// The lines of its output.
    package var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// Why a test cannot go on.
package struct TestFailure: Error, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}

/// Runs a program to its end; its input is closed or a file, its output goes through files, so that nothing can block.
package func run(_ program: URL, _ arguments: [String], environment: [String: String], input: [UInt8]? = nil) throws
    -> CommandResult
{
    let directory = FileManager.default.temporaryDirectory.appending(path: "supervision-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment
    try Data(input ?? []).write(to: directory.appending(path: "input"))
    process.standardInput = try FileHandle(forReadingFrom: directory.appending(path: "input"))
    process.standardOutput = try newFile(directory.appending(path: "output"))
    process.standardError = try newFile(directory.appending(path: "errors"))
    try process.run()
    process.waitUntilExit()
    return CommandResult(
        status: process.terminationStatus,
        output: String(decoding: try Data(contentsOf: directory.appending(path: "output")), as: UTF8.self),
        errors: try String(contentsOf: directory.appending(path: "errors"), encoding: .utf8))
}

/// A file open for writing at its end.
func newFile(_ url: URL) throws -> FileHandle {
    if !FileManager.default.fileExists(atPath: url.path) {
        _ = FileManager.default.createFile(atPath: url.path, contents: nil)
    }
    let handle = try FileHandle(forWritingTo: url)
    try handle.seekToEnd()
    return handle
}

/// Waits until a condition holds; after two minutes, if not otherwise given, it gives up and says for what it waited,
/// and what was seen last.
package func eventually(
    _ what: String, seconds: Double = 120, _ condition: () throws -> Bool, seen: () -> String = { "" }
) throws {
    let end = Date().addingTimeInterval(seconds)
    while try !condition() {
        guard Date() < end else { throw TestFailure("waited in vain until \(what); \(seen())") }
        Thread.sleep(forTimeInterval: 0.05)
    }
}
