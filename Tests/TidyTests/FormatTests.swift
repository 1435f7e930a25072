import Foundation
import Support
import Testing

@Suite struct FormatTests {
    /// The toolchain's `swift`; where tests run without it, nothing is checked.
    private static let swift = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
        .map { URL(fileURLWithPath: String($0)).appending(path: "swift") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }

    @Test(.enabled(if: swift != nil)) func `the formatter has nothing to say`() throws {
        let swift = try #require(Self.swift)
        // What is in front for the sake of librdkafka is nothing for the toolchain.
        let environment = ProcessInfo.processInfo.environment.filter { $0.key != "LD_LIBRARY_PATH" }
        let root = Repository.root.path
        let folders = ["Package.swift", "Services", "Shared", "Tests"].map { "\(root)/\($0)" }
        let result = try run(
            swift, ["format", "lint", "--strict", "--configuration", "\(root)/.swift-format", "--recursive"] + folders,
            environment: environment)
        let findings = (result.output + result.errors).replacingOccurrences(of: root + "/", with: "")
        #expect(result.status == 0, "run swift format -i on these files and look at what it did:\n\(findings)")
    }
}
