import QtQuick
import QtQuick.Controls.Basic
import "../components"

// Questions and answers, newest below; the orb and the keyboard at the foot.
Item {
    id: screen

    required property QtObject viewModel
    required property QtObject shell

    HelpButton {
        id: help

        anchors.top: parent.top
        anchors.right: parent.right
        anchors.topMargin: Theme.spaceL
        anchors.rightMargin: Theme.spaceXxl
        onClicked: screen.shell.help_wanted()
    }

    ScrollArea {
        visible: turns.count === 0 && !guesses.visible
        anchors.fill: turns
        contentHeight: welcome.height + 2 * Theme.spaceL

        Column {
            id: welcome

            y: Theme.spaceL
            width: parent.width
            spacing: Theme.spaceL

            Words {
                width: parent.width
                text: qsTr("What would you like to know?")
                font.pixelSize: Theme.typeHeading
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            Suggestions {
                width: Math.min(parent.width, Theme.columnSheet)
                onAsked: question => screen.viewModel.ask(question)
                onReportWanted: screen.shell.show("report")
                onCoachWanted: screen.shell.show("coach")
            }
        }
    }

    ListView {
        id: turns

        // Until the person scrolls, the newest turn stays in view.
        property bool following: true

        // Shows the whole newest answer, or, where it is too long for that, its beginning with the question.
        function follow() {
            if (!following || count === 0)
                return;
            positionViewAtEnd();
            const answer = itemAtIndex(count - 1);
            const before = itemAtIndex(count - 2);
            const asked = before && before.who === "person" && !answer.dangerous;
            if (answer && answer.height + (asked ? before.height + spacing : 0) + 2 * spacing > height) {
                positionViewAtIndex(asked ? count - 2 : count - 1, ListView.Beginning);
                contentY = Math.max(originY, contentY - spacing);
            }
        }

        objectName: "turns"
        anchors.top: parent.top
        anchors.bottom: guesses.top
        anchors.left: parent.left
        anchors.right: help.left
        anchors.leftMargin: Theme.spaceXxl
        anchors.rightMargin: Theme.spaceL
        header: Item {
            height: Theme.spaceL
        }
        footer: Item {
            height: Theme.spaceL
        }
        spacing: Theme.spaceL
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: Math.max(0, height * 4)
        model: screen.viewModel.turns
        Component.onCompleted: follow()
        // A list that is destroyed while its newest row still grows has been seen to crash in Qt (6.11).
        Component.onDestruction: model = null
        onContentHeightChanged: Qt.callLater(follow)
        onHeightChanged: Qt.callLater(follow)
        onMovementStarted: following = false
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Conversation")

        ScrollBar.vertical: ScrollBar {}

        FocusReveal {
            area: turns
            onRevealed: turns.following = false
        }

        delegate: Item {
            id: row

            required property int index
            required property string who
            required property string text
            required property bool done
            required property bool failed
            required property string route
            required property string engine
            required property string why
            required property string redFlag
            required property var citations
            required property bool ownRecords
            readonly property bool dangerous: redFlag !== ""

            width: turns.width
            height: who === "person" ? question.height : dangerous ? danger.height : answer.height

            Bubble {
                id: question

                visible: row.who === "person"
                anchors.right: parent.right
                width: implicitWidth
                height: implicitHeight
                maximumWidth: row.width * 0.8
                text: row.text
            }

            DangerPanel {
                id: danger

                visible: row.dangerous
                width: parent.width
                height: implicitHeight
                level: row.redFlag
                words: row.text
                onReadAloud: screen.viewModel.speakAgain()
            }

            AnswerCard {
                id: answer

                visible: row.who !== "person" && !row.dangerous
                width: parent.width
                height: implicitHeight
                text: row.text
                done: row.done
                failed: row.failed
                route: row.route
                engine: row.engine
                why: row.why
                citations: row.citations
                ownRecords: row.ownRecords
                newest: row.index === turns.count - 1
                spokenStart: newest ? screen.viewModel.spokenStart : 0
                spokenEnd: newest ? screen.viewModel.spokenEnd : 0
                onCitationOpened: (passageId, quote) => screen.viewModel.openPassage(passageId, quote)
                onRecordsOpened: screen.shell.show("trends")
                onSpeakAgain: screen.viewModel.speakAgain()
            }
        }
    }

    Connections {
        function onTurn_added() {
            turns.following = true;
            Qt.callLater(turns.follow);
        }

        target: screen.viewModel
    }

    GuessCards {
        id: guesses

        anchors.bottom: panel.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: Theme.spaceXxl
        anchors.rightMargin: Theme.spaceXxl
        guesses: screen.viewModel.guesses
        onChosen: number => screen.viewModel.choose(number)
    }

    VoicePanel {
        id: panel

        anchors.bottom: parent.bottom
        width: parent.width
        conversation: screen.viewModel
        onPhotoWanted: screen.shell.show("report")
    }
}
