import Model
import Support
import Testing

/// Package.swift has the only list of the services. What cannot be made from it says the same.
@Suite struct ServiceListTests {
    @Test func `each service of the list has its rooms, and nothing else is a service`() {
        let folders = Set(
            Repository.paths.filter { $0.hasPrefix("Services/") }.map { $0.split(separator: "/")[1] }.map(String.init))
        #expect(folders.subtracting(["console", "simulator"]) == Set(Platform.services))
        for service in Platform.services {
            for room in ["README.md", "rights.sql", "App/main.swift", "Rules/", "migrations/m0001-"] {
                #expect(
                    Repository.paths.contains { $0.hasPrefix("Services/\(service)/\(room)") },
                    "\(service) has no \(room)")
            }
        }
    }

    @Test func `the events' catalogue, and the tests that look at every service, know those of the list`() {
        #expect(Platform.schemas.sorted() == EventCatalogue.services.sorted())
        #expect(Platform.services == ServiceFacts.all.map(\.folder))
    }

    @Test func `a service has its part of docker-compose.yml, with a secret of its own and no other`() throws {
        let compose = try #require(Repository.text("docker-compose.yml"))
        var (parts, name) = ([String: String](), "")
        for line in compose.split(separator: "\n") {
            if let head = line.wholeMatch(of: /\x20{2}([a-z-]+):(?: \{\})?/) { name = String(head.1) }
            parts[name, default: ""] += "\(line)\n"
        }
        #expect(
            Set(parts.filter { $0.value.contains("<<: *service\n") }.keys) == Set(Platform.services))
        for (service, schema) in zip(Platform.services, Platform.schemas) {
            let part = parts[service] ?? ""
            for line in [
                "command: [\(service)]", "test: [CMD, \(service), health]", "secrets: [\(schema)-url]",
                "DATABASE_URL_FILE: /run/secrets/\(schema)-url",
                "METRICS_FILE: /var/lib/supervision/metrics/\(service).prom",
            ] { #expect(part.contains("  \(line)\n"), "docker-compose.yml, \(service): \(line)") }
            #expect(parts["postgres"]?.contains("- \(schema)-password\n") == true, "postgres reads \(schema)-password")
            for secret in ["\(schema)-password", "\(schema)-url"] {
                #expect(parts[secret]?.hasSuffix("/\(secret)\n") == true, "the secret \(secret)")
            }
        }
        #expect(compose.contains("CLOCK_PARTICIPANTS:-\(Platform.schemas.joined(separator: ","))}"))
    }

    @Test func `nothing else lists the services`() {
        let lists = Repository.sources.filter { $0.path != "Package.swift" && !$0.path.hasSuffix(".md") }.flatMap {
            source in
            source.lines.filter { line in
                Platform.schemas.allSatisfy { line.whole.contains(word: $0) }
            }.map { "\(source.path): \($0.whole)" }
        }
        // Compose's default is compared above; a district of an operator's is an example of a setting.
        let allowed = lists.filter { $0.hasPrefix("docker-compose.yml: ") && $0.contains("CLOCK_PARTICIPANTS:-") }
        #expect(lists == allowed, "make it from the list of Package.swift, or compare it here")
    }
}

extension String {
    /// True if it stands somewhere as a word.
    fileprivate func contains(word: String) -> Bool {
        ranges(of: word).contains { range in
            (range.lowerBound == startIndex || !self[index(before: range.lowerBound)].isLetter)
                && (range.upperBound == endIndex || !self[range.upperBound].isLetter)
        }
    }
}
