import Postgres

/// Which file: a recipient's of a day. Recipients are different if their bytes are, as in the database: Swift takes
/// `café` for the same in one and in two characters.
struct FileKey: Equatable {
    var recipient: String
    var day: String

    static func == (left: Self, right: Self) -> Bool {
        left.recipient.utf8.elementsEqual(right.recipient.utf8) && left.day == right.day
    }

    /// Before all others.
    static let first = FileKey(recipient: "", day: "-infinity")
}

/// Files that are behind the notices.
extension Store {
    private static let lockFiles = Statement(
        "select pg_advisory_xact_lock(hashtextextended('files:' || current_schema(), 0))")
    /// Those of a transaction that is not committed yet are written after it.
    private static let findUnwritten = Statement(
        """
        select recipient, day::text from loop_unwritten where (recipient, day) > ($1, $2::date)
        order by recipient, day limit $3 for update skip locked
        """)
    private static let isAnyUnwritten = Statement("select exists (select from loop_unwritten)")
    private static let giveOwnFolders = Statement(
        """
        insert into notice_folders (recipient, folder) select * from unnest($1::text[], $2::text[])
        on conflict do nothing
        """)
    private static let giveMadeFolders = Statement(
        """
        insert into notice_folders (recipient, folder)
        select recipient, $2 || encode(sha256(convert_to(recipient, 'UTF8')), 'hex') from unnest($1::text[]) recipient
        on conflict do nothing
        """)
    private static let readFiles = Statement(
        """
        select recipient, day::text, folder, notice, type, subject, text
        from unnest($1::text[], $2::text[]::date[]) as unwritten (recipient, day)
        join notices using (recipient, day) join notice_folders using (recipient)
        order by recipient, day, notice
        """)
    private static let markAgain = Statement(
        """
        insert into loop_unwritten (recipient, day)
        select distinct recipient, day from unnest($1::text[], $2::text[]::date[]) as again (recipient, day)
        order by 1, 2 on conflict (recipient, day) do nothing
        """)
    private static let clearWritten = Statement(
        """
        delete from loop_unwritten using unnest($1::text[], $2::text[]::date[]) as written (recipient, day)
        where loop_unwritten.recipient = written.recipient and loop_unwritten.day = written.day
        """)

    /// Until the end of the transaction no other process of the service writes files.
    func lockFiles(_ connection: any Database) throws(PostgresError) { _ = try connection.query(Self.lockFiles, []) }

    /// The next files to be written, so many at the most.
    func unwritten(after key: FileKey, max: Int, _ connection: any Database) throws(PostgresError) -> [FileKey] {
        try connection.query(Self.findUnwritten, [key.recipient, key.day, Int64(max)]).map { row in
            FileKey(recipient: row.string(0), day: row.string(1))
        }
    }

    /// True if some are behind, whoever has them.
    func isAnyUnwritten(_ connection: any Database) throws(PostgresError) -> Bool {
        try connection.query(Self.isAnyUnwritten, []).map { $0.bool(0) } == [true]
    }

    /// Gives each recipient who has none a folder that is nobody else's.
    func giveFolders(_ recipients: [String], _ connection: any Database) throws(PostgresError) {
        let own = recipients.filter { FolderName.own($0) != nil }
        try connection.queryUnlessEmpty(Self.giveOwnFolders, own.count, [own, own])
        try connection.queryUnlessEmpty(
            Self.giveMadeFolders, recipients.count, [recipients, FolderName.made(from: "")])
    }

    /// These files, whole.
    func files(_ keys: [FileKey], _ connection: any Database) throws(PostgresError) -> [NoticeFile] {
        var files: [NoticeFile] = []
        for (file, line) in try connection.query(Self.readFiles, [keys.map(\.recipient), keys.map(\.day)]).map({ row in
            (
                NoticeFile(
                    key: FileKey(recipient: row.string(0), day: row.string(1)), folder: row.string(2), lines: []),
                NoticeFile.Line(id: row.string(3), type: row.string(4), subject: row.string(5), text: row.string(6))
            )
        }) {
            if files.last?.key != file.key { files.append(file) }
            files[files.count - 1].lines.append(line)
        }
        return files
    }

    /// These files are to be written again.
    func markAgain(_ keys: [FileKey], _ connection: any Database) throws(PostgresError) {
        try connection.queryUnlessEmpty(Self.markAgain, keys.count, [keys.map(\.recipient), keys.map(\.day)])
    }

    /// These files are written.
    func markWritten(_ keys: [FileKey], _ connection: any Database) throws(PostgresError) {
        try connection.queryUnlessEmpty(Self.clearWritten, keys.count, [keys.map(\.recipient), keys.map(\.day)])
    }
}
