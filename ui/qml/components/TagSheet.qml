import QtQuick

// Why a tag is shown: the rule, the days, the source, and the readings it rests on.
Sheet {
    id: sheet

    required property QtObject profile
    readonly property var why: profile.explanation
    readonly property bool found: (why.name ?? "") !== ""

    objectName: "tag-sheet"
    iconName: "info"
    ink: Theme.primary
    title: why.name ?? ""
    onOpened: shut.forceActiveFocus()
    onClosed: profile.closeExplanation()

    Connections {
        function onExplained() {
            if (sheet.found)
                sheet.open();
            else
                sheet.close();
        }

        target: sheet.profile
    }

    Pill {
        verdict: "none"
        text: sheet.why.ours ? qsTr("Our rule: no guideline states it") : ""
    }

    Repeater {
        model: sheet.why.lines ?? []

        Words {
            required property string modelData
            required property int index

            width: parent.width
            text: modelData
            font.bold: index === 0
            font.pixelSize: index === 0 ? Theme.typeBody : Theme.typeControl
        }
    }

    Words {
        visible: (sheet.why.readings ?? []).length > 0
        width: parent.width
        topPadding: Theme.spaceS
        text: qsTr("The readings, the newest first")
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Repeater {
        model: sheet.why.readings ?? []

        Column {
            id: reading

            required property var modelData

            width: parent.width

            Fact {
                width: parent.width
                label: reading.modelData.when
                text: reading.modelData.figure
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: reading.modelData.notes.join(" · ")
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }
        }
    }

    Words {
        visible: text !== ""
        width: parent.width
        text: sheet.why.more ?? ""
        color: Theme.muted
        font.pixelSize: Theme.typeControl
    }

    buttons: [
        BigButton {
            objectName: "tag-say"
            kind: "primary"
            iconName: "volume-2"
            text: qsTr("Read it to me")
            onClicked: sheet.profile.say()
        },
        BigButton {
            id: shut

            objectName: "tag-close"
            iconName: "x"
            text: qsTr("Close")
            onClicked: sheet.close()
        }
    ]
}
