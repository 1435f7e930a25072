import Support
import Testing

/// `migrate` gives rights each time: databases come back without them, and roles may be made later than schemas.
@Suite struct RightsTests {
    private static let schemas = ["registry", "inspection", "escrow", "blacklist", "notification"]

    /// Every right of the services' roles and the reader, a line each.
    private func rights(_ platform: Platform) throws -> [String] {
        let schemas = Self.schemas.map { "'\($0)'" }.joined(separator: ", ")
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
    }

    private func migrateAll(_ platform: Platform) throws {
        for service in Platform.services { try platform.migrate(service) }
    }

    @Test func `a database that lost all rights has them again after migrate, the same as at first`() throws {
        let platform = try Platform()
        let before = try rights(platform)
        #expect(before.count > 300)
        for schema in Self.schemas {
            try platform.execute(
                """
                revoke all on all tables in schema \(schema) from \(schema), reader;
                revoke all on schema \(schema) from \(schema), reader;
                """)
        }
        #expect(try rights(platform).isEmpty)
        try migrateAll(platform)
        let (lost, gained) = (
            Set(before).subtracting(try rights(platform)), Set(try rights(platform)).subtracting(before)
        )
        #expect(lost.isEmpty && gained.isEmpty, "lost: \(lost.sorted()); gained: \(gained.sorted())")
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
