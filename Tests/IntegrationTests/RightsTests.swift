import Foundation
import Support
import Testing

/// `migrate` gives rights each time: databases come back without them, and roles may be made later than schemas.
@Suite struct RightsTests {

    /// Every right of the services' roles and the reader, a line each.
    private func rights(_ platform: Platform) throws -> [String] {
        let schemas = Platform.schemas.map { "'\($0)'" }.joined(separator: ", ")
        return try platform.query(
            """
            select grantee, table_schema, table_name, privilege_type from information_schema.role_table_grants
            where table_schema in (\(schemas)) and grantee in (\(schemas), 'reader') order by 1, 2, 3, 4
            """)
            + platform.query(
                """
                select rolname, nspname from pg_namespace, pg_roles
                where nspname in (\(schemas)) and rolname in (\(schemas), 'reader')
                    and has_schema_privilege(rolname, nspname, 'usage') order by 1, 2
                """)
            + platform.query(
                """
                select rolname, nspname, proname from pg_proc join pg_namespace on pronamespace = pg_namespace.oid,
                    pg_roles
                where nspname in (\(schemas)) and rolname in (\(schemas), 'reader')
                    and has_function_privilege(rolname, pg_proc.oid, 'execute') order by 1, 2, 3
                """)
    }

    private func migrateAll(_ platform: Platform) throws {
        for service in Platform.services { try platform.migrate(service) }
    }

    @Test func `a database that lost all rights has them again after migrate, the same as at first`() throws {
        let platform = try Platform()
        let before = try rights(platform)
        #expect(before.count > 300)
        for schema in Platform.schemas {
            try platform.execute(
                """
                revoke all on all tables in schema \(schema) from \(schema), reader;
                revoke all on schema \(schema) from \(schema), reader;
                revoke all on all functions in schema \(schema) from public;
                """)
        }
        #expect(try rights(platform).isEmpty)
        try migrateAll(platform)
        let (lost, gained) = (
            Set(before).subtracting(try rights(platform)), Set(try rights(platform)).subtracting(before)
        )
        #expect(lost.isEmpty && gained.isEmpty, "lost: \(lost.sorted()); gained: \(gained.sorted())")
    }

    /// As the postgres image runs it when a database is new.
    @Test func `a role's password may have any character`() throws {
        let platform = try Platform()
        let (secrets, files) = (platform.directory.appending(path: "secrets"), FileManager.default)
        try files.createDirectory(at: secrets, withIntermediateDirectories: true)
        let password = "it's p4ss\\w%rd \"$(id)\"; --"
        let roles = Platform.schemas + ["reader", "console"]
        for role in roles {
            try Data(password.utf8).write(to: secrets.appending(path: "\(role)-password"))
            if role != "console" { try platform.execute("drop owned by \(role); drop role \(role);") }
        }
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let script = try String(contentsOf: root.appending(path: "deploy/postgres/roles.sh"), encoding: .utf8)
            .replacing("/run/secrets", with: secrets.path)
        let socket = platform.databaseURL(as: "owner").split(separator: "host=").last.map(String.init) ?? ""
        let result = try run(
            URL(fileURLWithPath: "/bin/bash"), ["-c", script],
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH", default: ""], "PGHOST": socket,
                "POSTGRES_USER": "owner", "POSTGRES_DB": "supervision", "PGOPTIONS": "-c password_encryption=md5",
            ])
        #expect(result.status == 0 && !result.errors.contains("p4ss"), "\(result.errors)")
        let quoted = password.replacing("'", with: "''")
        #expect(
            try platform.query(
                "select rolname from pg_authid where rolpassword = 'md5' || md5('\(quoted)' || rolname) order by 1")
                == roles.sorted())
        let urls = try run(
            root.appending(path: "deploy/make-secrets"), [secrets.path],
            environment: ProcessInfo.processInfo.environment)
        #expect(urls.status == 0)
        let url = try String(contentsOf: secrets.appending(path: "escrow-url"), encoding: .utf8)
        #expect(
            url == "postgresql://escrow:it%27s%20p4ss%5Cw%25rd%20%22%24%28id%29%22%3B%20--@postgres:5432/supervision")
    }

    @Test(arguments: ["escrow", "reader"]) func `a role that is missing is named, and has its rights when it is there`(
        role: String
    ) throws {
        let platform = try Platform()
        let before = try rights(platform)
        try platform.execute(
            """
            revoke all on all tables in schema escrow from \(role);
            revoke all on schema escrow from \(role);
            alter role \(role) rename to elsewhere;
            """)
        let result = try platform.runProgram(
            "escrow", ["migrate"], settings: ["DATABASE_URL": platform.databaseURL(as: "owner")])
        #expect(result.status == 64 && result.errors.contains("the role «\(role)» is not"), "\(result.errors)")
        try platform.execute("alter role elsewhere rename to \(role)")
        try migrateAll(platform)
        #expect(try rights(platform) == before)
    }
}
