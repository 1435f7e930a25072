import Foundation
import Model
import Service

/// All notices to one recipient on one day, in order.
struct NoticeFile {
    struct Line: Codable {
        var id: String
        var type: String
        var subject: String
        var text: String
        /// Only if the folder's name does not say it.
        var recipient: String?
    }

    var key: FileKey
    var folder: String
    var lines: [Line]
}

/// The outbox directory: one file a recipient and day, whole at any moment.
struct NoticeFiles {
    let directory: String

    func write(_ file: NoticeFile) throws(FileError) {
        let folder = "\(directory)/\(file.folder)"
        try Files.makeDirectory(folder, place: "in \(directory)")
        var data = Data()
        for line in file.lines { data += try Self.line(line, of: file) }
        try Files.replace("\(folder)/\(file.key.day).jsonl", with: data, place: "in \(directory)")
    }

    /// Removes the files of days before this one; what else lies there stays.
    func remove(before day: Day) throws(FileError) {
        for folder in try Files.list(directory) {
            let own = "\(directory)/\(folder)"
            let old = try Files.list(own, place: "in \(directory)").filter { name in
                name.hasSuffix(".jsonl") && (Day(String(name.dropLast(6))).map { $0 < day } ?? false)
            }
            for name in old { try Files.remove("\(own)/\(name)", place: "in \(directory)") }
        }
    }

    private static func line(_ line: NoticeFile.Line, of file: NoticeFile) throws(FileError) -> Data {
        var line = line
        line.recipient = file.folder == file.key.recipient ? nil : file.key.recipient
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { throw FileError(description: "a notice cannot be encoded") }
        return data + Data("\n".utf8)
    }
}
