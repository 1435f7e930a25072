import CLibpq
import Foundation

/// Options whose values libpq looks at only when it connects, so that a wrong one would be waited for like a server
/// that is away (PostgreSQL, Parameter Key Words).
extension ConnectionString {
    private static let words: [String: Set<String>] = [
        "sslmode": ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
        "gssencmode": ["disable", "prefer", "require"], "channel_binding": ["disable", "prefer", "require"],
        "target_session_attrs": ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"],
        "client_encoding": ["UTF8", "utf8", "UTF-8", "utf-8", "auto"],
    ]
    private static let numbers: Set<String> = [
        "connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
        "tcp_user_timeout", "sslcompression",
    ]
    /// What the program says itself, and what is looked up elsewhere.
    private static let refused: Set<String> = ["options", "replication", "service"]

    /// What is wrong with the values, by the option's name alone; nil if nothing is.
    static func fault(in options: [String: String]) -> String? {
        for (name, value) in options.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            if refused.contains(name) { return "has \(name), which is not taken: leave it out" }
            if let words = words[name], !words.contains(value) {
                return "has \(name), which must be one of: \(words.sorted().joined(separator: ", "))"
            }
            if numbers.contains(name), Int32(value) == nil { return "has \(name), which must be a whole number" }
        }
        func count(_ name: String) -> Int { options[name].map { $0.split(separator: ",").count } ?? 0 }
        for address in (options["hostaddr"] ?? "").split(separator: ",")
        where !address.allSatisfy({ $0.isHexDigit || ".:%".contains($0) }) {
            return "has hostaddr, which must be addresses of numbers"
        }
        let hosts = max(count("host"), count("hostaddr"), 1)
        if count("port") > 1, count("port") != hosts { return "has \(count("port")) ports for \(hosts) hosts" }
        if count("host") > 0, count("hostaddr") > 0, count("host") != count("hostaddr") {
            return "has \(count("hostaddr")) addresses for \(count("host")) hosts"
        }
        return passwordFileFault(in: options)
    }

    /// What libpq would say of a password file on standard error at every try, among the lines of the log.
    private static func passwordFileFault(in options: [String: String]) -> String? {
        let environment = ProcessInfo.processInfo.environment
        guard (options["password"] ?? environment["PGPASSWORD"] ?? "").isEmpty else { return nil }
        let path = options["passfile"] ?? environment["PGPASSFILE"] ?? environment["HOME"].map { "\($0)/.pgpass" }
        let found = path.flatMap { try? FileManager.default.attributesOfItem(atPath: $0) } ?? [:]
        guard let kind = found[.type] as? FileAttributeType else { return nil }
        let mode = found[.posixPermissions] as? Int ?? 0
        return kind == .typeRegular && mode & 0o077 == 0
            ? nil : "has no password, and the password file is none that only its owner can read (chmod 600)"
    }

    /// Whether libpq takes the options together, before it looks for a server: there is none where it is sent.
    static func areTaken(_ text: String, hosts: Int) -> Bool {
        let nowhere = Array(repeating: "/nowhere/at/all", count: max(hosts, 1)).joined(separator: ",")
        guard let connection = unsafe Connection.connect([("dbname", text), ("host", nowhere)]) else { return true }
        defer { unsafe PQfinish(connection) }
        return unsafe Connection.message(of: connection).contains("/nowhere/at/all")
    }
}

extension ConnectionString {
    /// Makes libpq connect by what a connection string says and by nothing else: variables such as PGPORT or PGSERVICE
    /// would fill what it leaves out, and nobody has looked at them. A password may stay where operators keep it
    /// (PGPASSWORD, PGPASSFILE). Called first, since other threads read the environment.
    package static func forgetEnvironment() {
        var names = [String]()
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            names.append(String(unsafe String(cString: text).prefix { $0 != "=" }))
            unsafe entry += 1
        }
        for name in names where name.hasPrefix("PG") && !["PGPASSWORD", "PGPASSFILE"].contains(name) {
            unsafe unsetenv(name)
        }
    }
}
