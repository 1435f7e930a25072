import Foundation
import Postgres
import Testing

/// A secret is `pl4nted`, with something beside it that makes the string another one than its author meant.
@Suite struct ConnectionStringTests {
    @Test(arguments: [
        "postgresql://escrow:pl4n@ted@host/supervision", "postgresql://escrow:pl4nted@@host/supervision",
        "postgresql://escrow:pl4n/ted@host/supervision", "postgresql://escrow:12/pl4nted@host/supervision",
        "postgresql://escrow:pl4n%ted@host/supervision", "postgresql://escrow:pl4nted%@host/supervision",
        "postgresql://escrow:@/pl4nted@host/supervision", "postgres://escrow:pl4nted@host:54x2/supervision",
        "postgresql://escrow:pl4nted@host:0/supervision", "host=host password=pl4n ted dbname=supervision",
        "host=host password='pl4nted dbname=supervision", "host=host password='pl4n'ted' dbname=supervision",
        "host=host passwort=pl4nted", "pl4nted", "mysql://escrow:pl4nted@host/supervision",
        "host=ho@st password=pl4nted", "host=host port=pl4nted",
        "postgresql://escrow:pl4n@ted@/supervision?host=/tmp/nosuch", "host=host sslmode=pl4nted",
        "host=host connect_timeout=pl4nted", "host=host target_session_attrs=rw", "service=pl4nted",
        "host=host options='-c nonsense=pl4nted'", "host=host replication=true", "host=host client_encoding=LATIN1",
        "host=host hostaddr=pl4nted", "host=host port=1,2,3", "host=host gssencmode=pl4nted",
        "host=host channel_binding=pl4nted", "host=host keepalives_idle=pl4nted",
        "postgresql://escrow@host/supervision&password=pl4nted",
        "postgresql://escrow@host/supervision;password=pl4nted",
        "postgresql://escrow@host/supervision%3Fpassword=pl4nted", "postgresql://escrow@host/supervision:pl4nted",
        "postgresql://escrow@host/supervision password=pl4nted", "postgresql://escrow%3Apl4nted@host/supervision",
        "host=host ssl_min_protocol_version=pl4nted", "host=a,b hostaddr=127.0.0.1 password=pl4nted",
        "host=host password=pl4nted ssl_min_protocol_version=TLSv1.2 ssl_max_protocol_version=TLSv1",
        "host=host user=escrow dbname=postgresql://escrow:pl4nted@host/supervision", "host=host user=escrow:pl4nted",
    ])
    func `what cannot have been meant is refused in our own words`(text: String) {
        #expect(throws: ConnectionString.Fault.self) { _ = try ConnectionString(text) }
        do {
            _ = try ConnectionString(text)
        } catch {
            #expect(!error.description.contains("pl4n") && !error.description.contains("ted@"), "\(error)")
        }
    }

    @Test(arguments: [
        "postgresql://escrow:pl4nted@host/supervision", "postgresql://escrow:p%40l4%2Fnt%25ed@host:5432/supervision",
        "postgresql://escrow:pl4?nted@host/supervision", "postgresql://escrow:pl4#nt'e\"d@host,other:5433/supervision",
        "postgresql://escrow@/supervision?host=/run/postgresql", "postgresql://escrow:pl4nted@[::1]:5432/supervision",
        "postgresql://escrow:pl4nted@%2Frun%2Fpostgresql/supervision", "host=/run/postgresql dbname=supervision",
        "host=host password='pl4\\'n ted' dbname=supervision", "dbname=supervision", "",
    ])
    func `what can be meant is taken`(text: String) throws { _ = try ConnectionString(text) }

    /// libpq would say so itself, on standard error and at every try.
    @Test(arguments: [(0o600, true), (0o644, false), (0o660, false)])
    func `a password file that others may read is refused`(mode: Int, isTaken: Bool) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "passwords-\(UUID().uuidString)")
        try Data("*:*:*:*:pl4nted".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        defer { try? FileManager.default.removeItem(at: file) }
        let text = "postgresql://escrow@host/supervision?passfile=\(file.path)"
        #expect(((try? ConnectionString(text)) != nil) == isTaken)
        // Nobody reads it.
        #expect(throws: Never.self) { _ = try ConnectionString("postgresql://escrow:a@host/b?passfile=\(file.path)") }
    }

    @Test(arguments: [
        "", "&sslrootcert=pl4nted&sslmode=verify-ca", "&options=-cpl4nted",
    ])
    func `what libpq says of a connection that cannot be made has no secret in it`(more: String) {
        #expect("\(more)") {
            _ = try Connection(
                url: "postgresql://escrow:pl4nted@127.0.0.1:1/supervision?gssencmode=disable\(more)",
                applicationName: "test", statementTimeoutMilliseconds: 1_000)
        } throws: {
            !"\($0)".contains("pl4nted") && ($0 as? PostgresError)?.advice == .reconnect
        }
    }
}
