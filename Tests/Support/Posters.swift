import Foundation

/// Posters who use other people's programs: the scripts of `Tests/Posters`, in the environment of the wheels of
/// `deploy/broker/sdk.txt`.
extension Platform {
    private static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "../Posters"
    ).standardized

    /// Runs a script to its end; it must succeed.
    package func runPoster(_ script: String, _ arguments: [String], lines: [String] = []) throws {
        let environment = ProcessInfo.processInfo.environment
        let python = URL(fileURLWithPath: environment["SUPERVISION_PYTHON", default: ""])
        let result = try run(
            python, [Self.scripts.appending(path: script).path, brokers] + arguments, environment: environment,
            input: Array(lines.map { "\($0)\n" }.joined().utf8))
        guard result.status == 0 else { throw TestFailure("\(script): \(result.errors)") }
    }
}
