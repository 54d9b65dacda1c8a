import QtQuick
import QtQuick.Controls.Basic

// Something the readings show; opens why.
AbstractButton {
    id: tag

    required property string key
    required property string kind
    required property string name
    required property string sentence
    required property bool ours
    required property bool simulated
    required property string until
    readonly property var icons: ({
            "blood_pressure": "heart-pulse",
            "heart_rate": "heart",
            "spo2": "activity",
            "temperature": "thermometer",
            "glucose": "droplet",
            "continuous_glucose": "droplet",
            "weight": "weight",
            "body_composition": "weight"
        })
    readonly property string remarks: [ours ? qsTr("our rule") : "", simulated ? qsTr("practice readings") : "", until !== "" ? qsTr("shown until %1").arg(until) : ""].filter(part => part !== "").join(" · ")

    objectName: "tag-" + key
    text: name
    padding: Theme.spaceL
    implicitHeight: Math.max(Theme.sizeButton, words.height + 2 * padding)
    focusPolicy: Qt.StrongFocus
    scale: down ? 0.97 : 1
    Accessible.role: Accessible.Button
    Accessible.name: [name, sentence, remarks].filter(part => part !== "").join(", ")
    Accessible.description: qsTr("Opens why this is shown")
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Card {
        FocusRing {
            around: tag
        }
    }

    contentItem: Item {
        IconTile {
            id: tile

            anchors.verticalCenter: parent.verticalCenter
            name: tag.icons[tag.kind] ?? "activity"
        }

        Column {
            id: words

            x: tile.width + Theme.spaceM
            anchors.verticalCenter: parent.verticalCenter
            width: why.x - x - Theme.spaceM
            spacing: Theme.spaceXs

            Words {
                width: parent.width
                text: tag.name
                font.bold: true
                Accessible.ignored: true
            }

            Words {
                width: parent.width
                text: tag.sentence
                font.pixelSize: Theme.typeControl
                Accessible.ignored: true
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: tag.remarks
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
                Accessible.ignored: true
            }
        }

        Row {
            id: why

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.spaceXs

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "info"
                colour: Theme.primary
            }

            Words {
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("Why?")
                color: Theme.primary
                font.pixelSize: Theme.typeControl
                font.bold: true
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
        }
    }
}
