import QtQuick
import QtQuick.Controls.Basic
import "../components"

// What would you like? Three things to do, and the way out.
StationPage {
    id: page

    required property QtObject visit
    required property QtObject home
    required property bool camera

    title: qsTr("What would you like to do?")
    sentence: page.visit.number > 0 ? qsTr("Your number today is %1.").arg(page.visit.number) : ""

    Repeater {
        model: [
            ["measure", "heart-pulse", qsTr("Measure"), qsTr("Blood pressure, oxygen, temperature, weight")],
            ["talk", "message-circle", qsTr("Ask a question"), qsTr("Speak or type; the answer is read to you")],
            ["photo", "camera", qsTr("Photograph a report"), page.camera ? qsTr("A laboratory report, explained") : qsTr("There is no camera here")]
        ]

        AbstractButton {
            id: choice

            required property var modelData

            objectName: "choose-" + modelData[0]
            width: parent.width
            padding: Theme.spaceXl
            enabled: modelData[0] !== "photo" || page.camera
            opacity: enabled ? 1 : 0.5
            focusPolicy: Qt.StrongFocus
            text: modelData[2]
            scale: down ? 0.97 : 1
            Accessible.role: Accessible.Button
            Accessible.name: text
            Accessible.description: modelData[3]
            Accessible.onPressAction: click()
            Keys.onReturnPressed: click()
            Keys.onEnterPressed: click()
            onClicked: page.visit.choose(modelData[0])

            background: Card {
                FocusRing {
                    around: choice
                }
            }

            contentItem: Row {
                spacing: Theme.spaceL

                IconTile {
                    id: tile

                    name: choice.modelData[1]
                    anchors.verticalCenter: parent.verticalCenter
                }

                Column {
                    width: parent.width - tile.width - parent.spacing
                    spacing: Theme.spaceXs

                    Words {
                        width: parent.width
                        text: choice.modelData[2]
                        font.pixelSize: Theme.typeTitle
                        font.bold: true
                        Accessible.ignored: true
                    }

                    Words {
                        width: parent.width
                        text: choice.modelData[3]
                        color: Theme.muted
                        font.pixelSize: Theme.typeLabel
                        Accessible.ignored: true
                    }
                }
            }
        }
    }

    VisitReadings {
        width: parent.width
        home: page.home
    }

    buttons: BigButton {
        objectName: "finish"
        width: parent.width
        kind: page.home.empty ? "quiet" : "primary"
        iconName: "check"
        text: qsTr("I am done")
        onClicked: page.visit.choose("take_away")
    }
}
