import Model
import Testing

@Suite struct ReadmeTests {
    @Test(arguments: ServiceFacts.all) func `what a service takes, and from whom, stands in its README`(
        service: ServiceFacts
    ) throws {
        let rows = try Self.rows(service, "What it takes").map {
            ($0[0].namesInBackticks.first ?? $0[0], Set($0[1].parts))
        }
        Self.compare(Dictionary(rows) { $0.union($1) }, service.takes, service, "What it takes")
        #expect(Set(rows.map(\.0)).count == rows.count, "\(service.readme): a type stands twice in «What it takes»")
    }

    @Test(arguments: ServiceFacts.all) func `what a service gives, and on which topic, stands in its README`(
        service: ServiceFacts
    ) throws {
        let rows = try Self.rows(service, "What it gives").map {
            ($0[0].namesInBackticks.first ?? $0[0], $0[1].namesInBackticks.first ?? $0[1])
        }
        Self.compare(Dictionary(rows) { "\($0) and \($1)" }, service.gives, service, "What it gives")
    }

    @Test(arguments: ServiceFacts.all) func `what the rules of a service refuse stands in its README`(
        service: ServiceFacts
    ) throws {
        let rows = service.refuses.isEmpty ? [] : try Self.rows(service, "What it refuses")
        Self.compare(
            Dictionary(rows.map { ($0[0].namesInBackticks.first ?? $0[0], true) }) { $1 },
            Dictionary(uniqueKeysWithValues: service.refuses.map { ($0, true) }), service, "What it refuses")
    }

    @Test(arguments: ServiceFacts.all) func `the settings and views of a service stand in its README`(
        service: ServiceFacts
    ) throws {
        let text = try #require(Repository.text(service.readme))
        let names = text.namesInBackticks
        let migrations = Repository.sources.filter { $0.path.hasPrefix("Services/\(service.folder)/migrations/") }
        let views = migrations.flatMap { $0.text.matches(of: /create (?:or replace )?view (\w+)/).map { String($0.1) } }
        #expect(!views.isEmpty)
        for name in service.settings + views { #expect(names.contains(name), "\(service.readme) must name `\(name)`") }
    }

    @Test func `every type of the platform is taken or given by some service`() {
        let taken = Set(ServiceFacts.all.flatMap(\.takes.keys))
        let given = Set(ServiceFacts.all.flatMap(\.gives.keys))
        for type in EventCatalogue.intake {
            #expect(taken.contains(type.type.description), "\(type.type): no service takes it")
        }
        for type in EventCatalogue.facts {
            #expect(given.contains(type.type.description), "\(type.type): no service states it")
        }
    }

    @Test(arguments: ["console", "simulator"])
    func `the commands of a program stand in its README, each with an example`(
        program: String
    ) throws {
        let path = "Services/\(program)/README.md"
        let main = try #require(Repository.text("Services/\(program)/main.swift"))
        let commands = Set(main.matches(of: /Command\(\s*"([a-z]+)"/).map { String($0.1) })
        let rows = try #require(MarkdownTable(path)).rows
        #expect(
            !commands.isEmpty && Set(rows.compactMap(\.[0].namesInBackticks.first)) == commands,
            "\(path): the commands of main.swift are \(commands.sorted())")
        for row in rows {
            let command = row[0].namesInBackticks.first ?? ""
            #expect(
                row[2].hasPrefix("`\(program) \(command)"),
                "\(path): the example of \(command) begins with \(program) \(command)")
        }
    }

    @Test(arguments: [("console", 6), ("simulator", 1)]) func `a program has every option that its README uses`(
        program: String, atLeast: Int
    ) throws {
        let path = "Services/\(program)/README.md"
        let text = try #require(Repository.text(path))
        let code = Repository.swift("Services/\(program)", "Shared/Commands").flatMap(\.lines)
        let quoted = code.map(\.quoted).joined(separator: "\n")
        let options = Set(text.matches(of: /--([a-z]+)/).map { String($0.1) })
        #expect(options.count >= atLeast)
        for option in options {
            #expect(
                quoted.contains(word: option, followedBy: " ") || quoted.hasSuffix(option),
                "\(path): --\(option) is no option")
        }
    }

    // MARK: Comparing

    private static func rows(_ service: ServiceFacts, _ heading: String) throws -> [[String]] {
        let table = try #require(
            MarkdownTable(service.readme, below: heading), "\(service.readme): no table below «\(heading)»")
        for row in table.rows {
            #expect(
                row.count == table.header.count,
                "\(service.readme), «\(heading)»: a row has other cells than the head: \(row)")
        }
        return table.rows.filter { $0.count == table.header.count && $0.count >= 2 }
    }

    private static func compare<Value: Equatable>(
        _ said: [String: Value], _ real: [String: Value], _ service: ServiceFacts, _ heading: String
    ) {
        for (name, value) in real.sorted(by: { $0.key < $1.key }) where said[name] != value {
            let other = said[name].map { "says \($0)" } ?? "has no row for it"
            Issue.record("\(service.readme), «\(heading)»: \(name): the code says \(value), the table \(other)")
        }
        for name in said.keys.sorted() where real[name] == nil {
            Issue.record("\(service.readme), «\(heading)»: \(name) stands there, but the code knows nothing of it")
        }
    }
}
