import QtQuick
import QtQuick.Layouts
import "../components"

// Who is greeted, the latest reading of each kind, and the one big thing to do: ask.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject conversation
    required property QtObject coach
    required property QtObject people
    required property QtObject owners
    required property QtObject reminders
    readonly property var icons: ({
            "blood_pressure": "heart-pulse",
            "heart_rate": "heart",
            "spo2": "activity",
            "temperature": "thermometer",
            "glucose": "droplet",
            "weight": "weight"
        })
    readonly property var hello: ({
            "morning": [qsTr("Good morning"), qsTr("Good morning, %1")],
            "afternoon": [qsTr("Good afternoon"), qsTr("Good afternoon, %1")],
            "evening": [qsTr("Good evening"), qsTr("Good evening, %1")]
        })

    function go(work) {
        shell.show("conversation");
        work();
    }

    title: viewModel.name !== "" ? hello[viewModel.dayPart][1].arg(viewModel.name) : hello[viewModel.dayPart][0]
    subtitle: new Date(viewModel.nowMilliseconds).toLocaleDateString(Qt.locale(shell.language === "zh" ? "zh_CN" : "en_GB"), qsTr("dddd, d MMMM"))

    actions: BigButton {
        objectName: "switch-language"
        kind: "quiet"
        iconName: "languages"
        text: screen.shell.language === "zh" ? "EN" : "中文"
        fontSize: Theme.typeControl
        corner: Theme.sizeTarget
        leastHeight: Theme.sizeTarget
        Accessible.name: screen.shell.language === "zh" ? "Switch to English" : "切换到中文"
        onClicked: screen.shell.setLanguage(screen.shell.language === "zh" ? "en" : "zh")
    }

    Repeater {
        model: screen.viewModel.notices

        Notice {
            required property string modelData

            objectName: "home-notice"
            width: screen.innerWidth
            text: modelData
        }
    }

    QuestionCard {
        width: parent.width
        owners: screen.owners
    }

    Card {
        visible: screen.viewModel.failure !== ""
        width: parent.width
        height: trouble.height + 2 * Theme.spaceL

        ErrorState {
            id: trouble

            y: Theme.spaceL
            x: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            text: screen.viewModel.failure
            onActed: screen.viewModel.refresh()
        }
    }

    Card {
        visible: screen.viewModel.empty
        width: parent.width
        height: nothing.height + 2 * Theme.spaceL

        EmptyState {
            id: nothing

            y: Theme.spaceL
            x: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            iconName: "heart-pulse"
            sentence: qsTr("No readings yet. Measure once and it shows up here.")
            action: qsTr("Add a device")
            actionIcon: "bluetooth"
            onActed: screen.shell.show("devices")
        }
    }

    GridLayout {
        id: cards

        // Four stand closer together, so that the question below them stays in sight.
        readonly property real least: Theme.columnCard * (tiles.count > 3 ? 0.8 : 1)
        readonly property int fitting: Math.max(1, Math.floor((width + columnSpacing) / (least + columnSpacing)))

        visible: screen.viewModel.failure === "" && !screen.viewModel.empty
        width: parent.width
        columnSpacing: Theme.spaceM
        rowSpacing: Theme.spaceM
        columns: Math.min(fitting, Math.max(2, Math.min(tiles.count, 4)))

        readonly property real cardWidth: Math.floor((width - (columns - 1) * columnSpacing) / columns)

        Repeater {
            id: tiles

            model: screen.viewModel.tiles

            ReadingCard {
                required property string kind
                required property string when
                required property bool simulated
                required property var notes

                Layout.preferredWidth: cards.cardWidth
                Layout.fillHeight: true
                iconName: screen.icons[kind] ?? "activity"
                whenText: when
                detail: [simulated ? qsTr("Practice device") : ""].concat(notes).filter(note => note !== "").join(" · ")
                onClicked: screen.shell.show("trends")
            }
        }
    }

    Flow {
        visible: screen.people.several || screen.reminders.waiting > 0
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "home-people"
            visible: screen.people.several
            leastHeight: Theme.sizeTarget
            fontSize: Theme.typeControl
            kind: "quiet"
            iconName: "users"
            text: qsTr("Not %1?").arg(screen.people.name)
            elided: true
            width: Math.min(implicitWidth, parent.width)
            onClicked: screen.shell.show("people")
        }

        BigButton {
            objectName: "home-reminders"
            visible: screen.reminders.waiting > 0
            leastHeight: Theme.sizeTarget
            fontSize: Theme.typeControl
            iconName: "bell"
            text: qsTr("Reminders now: %1").arg(screen.reminders.waiting)
            onClicked: screen.shell.show("reminders")
        }
    }

    Rectangle {
        id: panel

        width: parent.width
        height: Math.max(asking.height + 2 * Theme.spaceXs, screen.bodyHeight - y)
        radius: Theme.radiusPanel
        color: Theme.primarySoft
        border.width: Theme.selectedBorder > 0 ? Theme.sizeBorder : 0
        border.color: Theme.line

        Column {
            id: asking

            x: Theme.spaceXl
            width: orb.x - x - Theme.spaceXl
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.spaceS

            Words {
                width: parent.width
                text: qsTr("Any question? Tap and say it")
                font.pixelSize: Theme.typeTitle
                font.bold: true
            }

            Suggestions {
                width: Math.min(parent.width, Theme.columnCard * 2)
                brief: tiles.count > 3
                onAsked: question => screen.go(() => screen.conversation.ask(question))
                measuring: screen.coach.planned && screen.coach.plan.finished !== true ? screen.coach.plan.nextText : ""
                onReportWanted: screen.shell.show("report")
                onCoachWanted: screen.shell.show("coach")
            }
        }

        TalkOrb {
            id: orb

            objectName: "home-orb"
            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceGutter
            anchors.verticalCenter: parent.verticalCenter
            extent: Math.min(Theme.sizeOrbHome, panel.height - 2 * Theme.spaceM)
            worded: true
            talkState: screen.conversation.state
            level: screen.conversation.level
            onClicked: screen.go(() => screen.conversation.tap())
        }
    }
}
