import CLibpq

/// A connection string that libpq reads the way its author meant it, as far as one can see. What is wrong is said in
/// our own words: libpq's quote it, with the password.
package struct ConnectionString: Sendable {
    /// What is wrong with one, without a word of it.
    package struct Fault: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// As it was given.
    let text: String
    /// What nobody may see of it.
    private let secrets: [String]

    package init(_ text: String) throws(Fault) {
        self.text = text
        let options = try Self.parsed(text)
        let isURI = text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
        let hint =
            isURI
            ? "in a URI these characters of a user, password or name are written as % and two digits: @ %40, : %3A, "
                + "/ %2F, ? %3F, % %25"
            : "in key='value' a ' or \\ is written with a \\ before it"
        func refuse(_ what: String) -> Fault { Fault(description: "\(what); \(hint)") }
        for host in (options["host"] ?? "").split(separator: ",") {
            let isDirectory = host.hasPrefix("/") || host.hasPrefix("@")
            guard isDirectory ? !isURI || !host.contains("@") : host.utf8.allSatisfy(Self.isOfHost) else {
                throw refuse("names a host with a character that no host has")
            }
        }
        for port in (options["port"] ?? "").split(separator: ",", omittingEmptySubsequences: true) {
            guard let number = Int(port), (1...65_535).contains(number) else {
                throw refuse("names a port that is no number from 1 to 65535")
            }
        }
        // The server quotes names: one that swallowed what follows it would show a password.
        for name in ["dbname", "user"] where (options[name] ?? "").contains(where: Self.isOfNoName) {
            throw refuse("names a \(name == "user" ? "user" : "database") with a space or one of @ / : ; & = ?")
        }
        if let fault = Self.fault(in: options) { throw refuse(fault) }
        // With addresses of numbers it would look for a server.
        let hosts = (options["host"] ?? "").split(separator: ",").count
        guard options["hostaddr"] != nil || Self.areTaken(text, hosts: hosts) else {
            throw refuse("has options that libpq does not take, alone or together")
        }
        if isURI, Self.authority(of: text).count(where: { $0 == "@" }) > 1 { throw refuse("has two @ before its host") }
        secrets = options.filter { !Self.shown.contains($0.key) && $0.value.count > 2 }.map(\.value)
    }

    /// A sentence of libpq or of the server, without what nobody may see.
    func censored(_ message: String) -> String {
        secrets.reduce(message) { message, secret in
            message.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "…")
        }
    }

    /// Options whose values operators see; all others may be part of a secret that was cut wrong.
    private static let shown: Set<String> = ["host", "hostaddr", "port", "dbname", "user"]

    private static func isOfNoName(_ character: Character) -> Bool {
        character.isWhitespace || "@/:;&=?".contains(character)
    }

    /// Between the slashes of a URI and its path.
    private static func authority(of uri: String) -> Substring {
        uri.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
    }

    /// Letters, digits, dots and hyphens of names; colons, brackets and a zone of addresses.
    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: byte > 0x7F || "-._:%[]".utf8.contains(byte)
        }
    }

    /// The options that the text sets.
    private static func parsed(_ text: String) throws(Fault) -> [String: String] {
        var problem: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(text, &problem) else {
            if let problem = unsafe problem { unsafe PQfreemem(problem) }
            throw Fault(
                description: "is no connection string that PostgreSQL's clients can read, such as "
                    + "postgresql://user:password@host:5432/database or host=… dbname=… user=… password='…'; in a "
                    + "URI a % of a password is written as %25, and in key='value' a ' as \\'")
        }
        defer { unsafe PQconninfoFree(options) }
        var (found, place) = ([String: String](), 0)
        while let keyword = unsafe options[place].keyword {
            if let value = unsafe options[place].val {
                found[unsafe String(cString: keyword)] = unsafe String(cString: value)
            }
            place += 1
        }
        return found
    }
}
