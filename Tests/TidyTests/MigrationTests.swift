import Foundation
import Testing

@Suite struct MigrationTests {
    private static let folders = Set(
        Repository.paths.filter { $0.hasPrefix("Services/") && $0.contains("/migrations/") }.map {
            String($0.split(separator: "/")[1])
        }
    ).sorted()

    @Test func `five services have migrations`() { #expect(Self.folders.count == 5) }

    @Test(arguments: folders) func `every migration is embedded and applied, in the order of the names`(folder: String)
        throws
    {
        let directory = "Services/\(folder)/migrations/"
        let files = Repository.paths.filter { $0.hasPrefix(directory) }.map { String($0.dropFirst(directory.count)) }
        #expect(
            files.allSatisfy { $0.wholeMatch(of: /m\d{4}-[a-z-]+\.sql/) != nil },
            "\(directory): a migration is called m0001-what.sql; there are \(files)")
        let names = files.map { String($0.dropLast(".sql".count)) }
        let manifest = try #require(Repository.text("Package.swift"))
        let entry = try #require(
            manifest.components(separatedBy: " Service(")
                .first { $0.drop { $0.isWhitespace }.hasPrefix("\"\(folder)\",") }?
                .components(separatedBy: "])").first,
            "Package.swift: no line Service(\"\(folder)\", …)")
        let embedded = entry.matches(of: /"(m\d{4}-[^"]+)"/).map { String($0.1) }
        #expect(embedded == names, "Package.swift: the line of \(folder) must name the files of \(directory) in order")
        let applications = Repository.sources.filter {
            $0.path.hasPrefix("Services/\(folder)/App/") && $0.path.hasSuffix("Application.swift")
        }
        let application = try #require(applications.first)
        let applied = application.text.matches(of: /Migration\("([^"]+)"/).map { String($0.1) }
        #expect(applied == names, "\(application.path): migrations must name the files of \(directory) in order")
    }
}
