import Service

ServiceMain.run(NotificationApplication.self)
